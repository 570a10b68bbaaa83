import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Button, LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { Ask } from '../../components/Window'
import { changeMeeting, createMeeting, meetingToChange } from '../../services/meetings'
import { Problem } from '../../services/problem'
import { changesOf, rekeyed, useDraft } from '../../store/drafts'
import { secretaryOf, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { AgendaEditor } from '../meeting/AgendaEditor'
import { Papers } from '../meeting/Papers'
import { Participants } from '../meeting/Participants'
import { FromTemplate } from '../series/FromTemplate'
import { BasicsFields } from './BasicsFields'
import { basicsOf, emptyBasics, troublesOf, writeOf } from './basics'
import { Places } from './Places'
import { Review } from './Review'

const steps = ['basics', 'agenda', 'people', 'places', 'papers', 'review'] as const
type Step = (typeof steps)[number]

/**
 * From nothing to a called meeting in six steps. The first makes a draft at the server; each later one works on it, so the
 * form can be left and taken up on any device. What is typed and not yet sent stays at this browser.
 */
export function NewMeeting({ id, step }: { id: string | undefined; step: string | undefined }) {
  const current = steps.find(known => known === step) ?? 'basics'
  return id ? <Existing id={id} step={current} /> : <Begin />
}

function Begin() {
  const { t } = useTranslation()
  const bodies = secretaryOf(usePerson())
  const draft = useDraft('meeting', emptyBasics(bodies[0] ?? ''))
  const [, go] = useLocation()
  const save = async () => {
    const meeting = await createMeeting(writeOf(draft.value), draft.value.key)
    draft.drop()
    queries.setQueryData(['meeting', meeting.id], meeting)
    void queries.invalidateQueries({ queryKey: ['meetings'] })
    go(`/meetings/new/${meeting.id}/agenda`)
  }
  return (
    <Frame step="basics" meeting={null}>
      <FromTemplate organisation={draft.value.organisation || bodies[0] || ''} />
      <BasicsStep draft={draft} bodies={bodies} onSave={save} confirm={t('form.createFirst')} />
    </Frame>
  )
}

function Existing({ id, step }: { id: string; step: Step }) {
  const meeting = useQuery(reads.meeting(id))
  if (meeting.isPending) return <Waiting />
  if (!meeting.data) return <Failed error={meeting.error} onRetry={meeting.refetch} />
  return (
    <Frame step={step} meeting={meeting.data}>
      <StepBody step={step} meeting={meeting.data} />
      {step !== 'basics' && <Walk key={step} step={step} meeting={meeting.data} />}
    </Frame>
  )
}

function StepBody({ step, meeting }: { step: Step; meeting: Meeting }) {
  if (step === 'agenda') return <AgendaEditor meeting={meeting} />
  if (step === 'people') return <Participants meeting={meeting} />
  if (step === 'places') return <Places meeting={meeting} />
  if (step === 'papers') return <Papers meeting={meeting} />
  if (step === 'review') return <Review meeting={meeting} />
  return <ChangeBasics meeting={meeting} />
}

function ChangeBasics({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  return (
    <BasicsOfMeeting
      meeting={meeting}
      confirm={t('form.createFirst')}
      onSaved={() => go(`/meetings/new/${meeting.id}/agenda`)}
    />
  )
}

/** The basics of a meeting that exists, in the guided form and in its settings. */
export function BasicsOfMeeting({
  meeting,
  confirm,
  onSaved,
}: {
  meeting: Meeting
  confirm: string
  onSaved(): void
}) {
  const person = usePerson()
  const { t } = useTranslation()
  const draft = useDraft(`meeting ${meeting.id}`, basicsOf(meeting))
  const { follow } = draft
  useEffect(() => follow(basicsOf(meeting)), [meeting, follow])
  const [asking, setAsking] = useState(false)
  const sites = useQuery({ ...reads.sites(meeting.id), enabled: meeting.mode !== 'in_person' })
  const closing = draft.value.mode === 'in_person' ? (sites.data?.length ?? 0) : 0
  const [etag, setEtag] = useState<string | undefined>()
  const save = async () => {
    const changes = changesOf(writeOf(draft.began), writeOf(draft.value))
    if (!changes) return onSaved()
    const seen = etag ?? (await meetingToChange(meeting.id)).etag
    setEtag(seen)
    try {
      const changed = await changeMeeting(meeting.id, changes, seen)
      draft.drop()
      queries.setQueryData(['meeting', meeting.id], changed)
    } catch (error) {
      // Somebody else was first: show the new state, keep what is typed, and let the next saving refer to it.
      setEtag(undefined)
      await queries.invalidateQueries({ queryKey: ['meeting', meeting.id] })
      throw error
    }
    setEtag(undefined)
    void queries.invalidateQueries({ queryKey: ['meetings'] })
    onSaved()
  }
  const ask = async () => (closing ? setAsking(true) : save())
  return (
    <>
      <BasicsStep
        draft={draft}
        bodies={secretaryOf(person)}
        fixedOrganisation
        calledFor={meeting.called_at && meeting.starts_at}
        onSave={ask}
        confirm={confirm}
      />
      <Ask
        title={t('mode.in_person')}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={save}
        confirm={t('form.saveChanges')}
        look="primary danger"
      >
        <p>{t('sites.closeAsk', { count: closing })}</p>
      </Ask>
    </>
  )
}

interface BasicsStepProps {
  draft: ReturnType<typeof useDraft<ReturnType<typeof emptyBasics>>>
  bodies: readonly string[]
  fixedOrganisation?: boolean
  calledFor?: string | null
  onSave(): Promise<void>
  confirm: string
}

function BasicsStep({ draft, bodies, fixedOrganisation, calledFor, onSave, confirm }: BasicsStepProps) {
  const { t } = useTranslation()
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [discarding, setDiscarding] = useState(false)
  const troubles = troublesOf(draft.value, new Date(), calledFor)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (busy || Object.keys(troubles).length > 0) return
    setBusy(true)
    setProblem(null)
    try {
      await onSave()
    } catch (error) {
      setProblem(Problem.of(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="card stack" onSubmit={submit} noValidate>
      {draft.restored && (
        <p className="notice">
          <Icon name="history" />
          <span className="grow">{t('form.restored')}</span>
          <Button look="plain" onPress={() => setDiscarding(true)}>
            {t('form.discard')}
          </Button>
        </p>
      )}
      <BasicsFields
        value={draft.value}
        troubles={tried ? troubles : {}}
        bodies={bodies}
        fixedOrganisation={fixedOrganisation ?? false}
        calledFor={calledFor ?? null}
        refused={problem}
        onChange={value => draft.change(rekeyed(value))}
      />
      {problem && <ProblemNote problem={problem} />}
      {tried && Object.keys(troubles).length > 0 && (
        <p className="late" role="alert">
          {t('state.invalid')}
        </p>
      )}
      <div className="row row-end">
        <Button look="large primary" type="submit" isDisabled={busy}>
          {confirm}
        </Button>
      </div>
      <Ask
        title={t('form.discard')}
        open={discarding}
        onClose={() => setDiscarding(false)}
        onConfirm={async () => {
          draft.drop()
          location.reload()
        }}
        confirm={t('form.discard')}
        look="primary danger"
      >
        <p>{t('form.discardAsk')}</p>
      </Ask>
    </form>
  )
}

function Frame({
  step,
  meeting,
  children,
}: {
  step: Step
  meeting: Meeting | null
  children: React.ReactNode
}) {
  const { t } = useTranslation()
  const number = steps.indexOf(step) + 1
  return (
    <div className="page">
      <Title text={meeting?.title ?? t('form.title')} />
      <header className="stack-tight">
        <h1>{meeting?.title ?? t('form.title')}</h1>
        <p className="soft number">
          {t('form.step', { number, total: steps.length, name: t(`form.${step}`) })}
        </p>
      </header>
      <ol className="steps" aria-label={t('form.steps')}>
        {steps.map((name, index) => (
          <li key={name}>
            {meeting ? (
              <Link
                href={`/meetings/new/${meeting.id}/${name}`}
                aria-current={name === step ? 'step' : undefined}
              >
                <span className="number">{index + 1}</span>
                {t(`form.${name}`)}
              </Link>
            ) : (
              <span aria-current={name === step ? 'step' : undefined}>
                <span className="number">{index + 1}</span>
                {t(`form.${name}`)}
              </span>
            )}
          </li>
        ))}
      </ol>
      {children}
    </div>
  )
}

function Walk({ step, meeting }: { step: Step; meeting: Meeting }) {
  const { t } = useTranslation()
  const index = steps.indexOf(step)
  const [before, after] = [steps[index - 1], steps[index + 1]]
  return (
    <div className="spread">
      <div className="row">
        {before && (
          <LinkButton href={`/meetings/new/${meeting.id}/${before}`}>{t('app.previous')}</LinkButton>
        )}
        <LinkButton href={`/meetings/${meeting.id}`} look="plain">
          {t('form.finishLater')}
        </LinkButton>
      </div>
      {after && (
        <LinkButton href={`/meetings/new/${meeting.id}/${after}`} look="large primary">
          {t('app.next')}
        </LinkButton>
      )}
    </div>
  )
}
