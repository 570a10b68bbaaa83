import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { QrCode } from '../../components/QrCode'
import { Failed, Waiting } from '../../components/State'
import { Window } from '../../components/Window'
import { issueSlips, type Slip } from '../../services/account'
import { useLanguage } from '../../store/person'
import { homeZone, moment } from '../../words/dates'

/** Slips for some people, shown once and printed eight to a page; what the window holds is what the printer gets. */
export function Slips({ people, onClose }: { people: string[]; onClose(): void }) {
  const { t } = useTranslation()
  const [key] = useState(() => crypto.randomUUID())
  const [slips, setSlips] = useState<Slip[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const issue = () => {
    setError(null)
    issueSlips(people, key).then(setSlips, setError)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the people the window was opened for
  useEffect(issue, [key])
  return (
    <Window title={t('slip.slips')} open onClose={onClose} wide>
      <div className="stack">
        <p className="not-printed">{t('slip.printHelp')}</p>
        {error !== null && <Failed error={error} onRetry={issue} />}
        {!slips && error === null && <Waiting rows={4} />}
        {slips && (
          <ul className="slips">
            {slips.map(slip => (
              <SlipCard key={slip.person_id} slip={slip} />
            ))}
          </ul>
        )}
        <div className="window-actions not-printed">
          <Button look="plain" onPress={onClose}>
            {t('app.close')}
          </Button>
          <Button look="primary" isDisabled={!slips} onPress={() => window.print()}>
            {t('slip.print')}
          </Button>
        </div>
      </div>
    </Window>
  )
}

function SlipCard({ slip }: { slip: Slip }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [address] = slip.address.split('#')
  return (
    <li className="slip">
      <QrCode rows={slip.qr} label={t('slip.qr', { name: slip.full_name })} />
      <div>
        <strong>{slip.full_name}</strong>
        <p className="small">{t('slip.signInName', { name: slip.name })}</p>
        <p className="slip-code">{slip.code}</p>
        <p className="small soft">
          {t('slip.useBy', { address, at: moment(slip.expires_at, homeZone, language) })}
        </p>
      </div>
    </li>
  )
}
