import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { CodeField } from '../../components/CodeField'
import { QrCode } from '../../components/QrCode'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import {
  beginSecondFactor,
  confirmSecondFactor,
  type Enrolment,
  readAccountAnew,
  removeSecondFactor,
} from '../../services/account'
import { Problem } from '../../services/problem'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'

const refresh = () => queries.invalidateQueries({ queryKey: ['second-factor'] })

export function SecondFactorCard() {
  const { t } = useTranslation()
  const factor = useQuery(reads.secondFactor())
  const [setting, setSetting] = useState(false)
  const [asking, setAsking] = useState(false)
  return (
    <section className="card stack">
      <h2>{t('secondFactor.title')}</h2>
      {factor.isPending && <Waiting rows={2} />}
      {factor.error && <Failed error={factor.error} onRetry={factor.refetch} />}
      {factor.data && setting && (
        <EnrolSecondFactor onDone={() => void refresh().then(() => setSetting(false))} />
      )}
      {factor.data && !setting && (
        <>
          <p>{t(factor.data.on ? 'secondFactor.isOn' : 'secondFactor.isOff')}</p>
          {factor.data.on && (
            <p className="small soft">
              {t('secondFactor.codesLeft', { count: factor.data.recovery_codes_left })}
            </p>
          )}
          <div className="row">
            {factor.data.on ? (
              <Button look="danger" onPress={() => setAsking(true)}>
                {t('secondFactor.turnOff')}
              </Button>
            ) : (
              <Button icon="lock" onPress={() => setSetting(true)}>
                {t('secondFactor.turnOn')}
              </Button>
            )}
          </div>
        </>
      )}
      <Ask
        title={t('secondFactor.turnOff')}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await removeSecondFactor()
          await refresh()
        }}
        confirm={t('secondFactor.turnOff')}
        look="primary danger"
      >
        <p>{t('secondFactor.turnOffAsk')}</p>
      </Ask>
    </section>
  )
}

/** Scan, enter the first code, keep the recovery codes. */
export function EnrolSecondFactor({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const [key] = useState(() => crypto.randomUUID())
  const [begun, setBegun] = useState<Enrolment | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    beginSecondFactor(key).then(setBegun, error => setProblem(Problem.of(error)))
  }, [key])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    try {
      setCodes(await confirmSecondFactor(code))
    } catch (error) {
      setProblem(Problem.of(error))
      setCode('')
    }
  }
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />
  if (!begun) return problem ? <ProblemNote problem={problem} /> : <Waiting rows={3} />
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>{t('secondFactor.scan')}</p>
      <QrCode rows={begun.qr} label={t('secondFactor.qr')} />
      <details>
        <summary>{t('secondFactor.cannotScan')}</summary>
        <p className="small">{t('secondFactor.secretHelp')}</p>
        <output className="one-time">{begun.secret.match(/.{1,4}/g)?.join(' ')}</output>
      </details>
      <CodeField value={code} onChange={setCode} first />
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button look="primary" type="submit" isDisabled={code.trim().length < 6}>
          {t('secondFactor.confirm')}
        </Button>
      </div>
    </form>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone(): void }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))
  return (
    <div className="stack">
      <p role="status">
        <strong>{t('secondFactor.done')}</strong> {t('secondFactor.codesHelp')}
      </p>
      <ol className="recovery-codes">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="row">
        <Button onPress={copy}>{t(copied ? 'administration.copied' : 'secondFactor.copyCodes')}</Button>
        <Button look="primary" onPress={() => void readAccountAnew().then(onDone)}>
          {t('secondFactor.codesKept')}
        </Button>
      </div>
    </div>
  )
}
