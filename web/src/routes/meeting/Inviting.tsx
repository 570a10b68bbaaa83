import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { type Named, PeoplePicker } from '../../components/ChoosePeople'
import { Filled } from '../../components/Filled'
import { Segmented, TextInput } from '../../components/fields'
import { Failed, ProblemNote, Waiting } from '../../components/State'
import { Window } from '../../components/Window'
import { invite } from '../../services/meetings'
import { Problem } from '../../services/problem'
import { useAttempt } from '../../store/attempts'
import { useDraft } from '../../store/drafts'
import { isLost } from '../../store/lost'
import { handlesIn, type Pasted, plain, type Role, readPasted, type Trouble } from '../../store/paste'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Job, Meeting, Participant, Person } from '../../types/api'

type Way = 'fromTree' | 'paste'

interface Invited {
  person: Named
  role: Role
}

/** What became of a list: `there` took part already, `refused` could not be invited. */
interface Outcome {
  invited: number
  there: Named[]
  refused: Named[]
}

interface InvitingProps {
  meeting: Meeting
  present: Participant[]
  onClose(): void
}

export function Inviting({ meeting, present, onClose }: InvitingProps) {
  const { t } = useTranslation()
  const [way, setWay] = useState<Way>('fromTree')
  const [role, setRole] = useState<Role>('delegate')
  const [job, setJob] = useState<Job | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const attempt = useAttempt()
  const there = new Set(present.map(one => one.person.id))
  const send = async (invited: Invited[]) => {
    const people = invited.map(({ person, role }) => ({ person_id: person.id, role }))
    setProblem(null)
    try {
      const done = await invite(meeting.id, people, attempt.of(people), setJob)
      await queries.invalidateQueries({ queryKey: ['participants', meeting.id] })
      await queries.invalidateQueries({ queryKey: ['meeting', meeting.id] })
      if (done.refused.length > 0) setOutcome(outcomeOf(done, invited))
      else onClose()
      return true
    } catch (error) {
      setJob(null)
      setProblem(Problem.of(error))
      return false
    }
  }
  return (
    <Window title={t('participants.add')} open onClose={onClose} wide>
      {outcome ? (
        <Result outcome={outcome} onClose={onClose} />
      ) : (
        <div className="stack">
          <Segmented
            label={t('participants.add')}
            value={way}
            choices={(['fromTree', 'paste'] as const).map(id => ({ id, name: t(`participants.${id}`) }))}
            onChange={setWay}
          />
          {job && <Progress job={job} />}
          {problem && <ProblemNote problem={problem} />}
          {way === 'fromTree' ? (
            <PeoplePicker
              chosen={[]}
              present={there}
              extra={<RoleChoice role={role} onChange={setRole} />}
              confirm={count => t('participants.invite', { count })}
              onDone={people => send(people.map(person => ({ person, role })))}
            />
          ) : (
            <Paste meeting={meeting} there={there} onSend={send} />
          )}
        </div>
      )}
    </Window>
  )
}

function outcomeOf(job: Job, invited: readonly Invited[]): Outcome {
  const named = (there: boolean) =>
    job.refused
      .filter(({ code }) => (code === 'already-takes-part') === there)
      .flatMap(({ row }) => invited[row]?.person ?? [])
  return { invited: job.total - job.refused.length, there: named(true), refused: named(false) }
}

/** Stays until it was read: who of a long list is not new is not seen in the list of those who take part. */
function Result({ outcome, onClose }: { outcome: Outcome; onClose(): void }) {
  const { t } = useTranslation()
  const { invited, there, refused } = outcome
  return (
    <div className="stack">
      <p>{t('participants.invited', { count: invited })}</p>
      {there.length > 0 && (
        <Names text={t('participants.wereThere', { count: there.length })} people={there} />
      )}
      {refused.length > 0 && (
        <Names text={t('participants.refusedRows', { count: refused.length })} people={refused} />
      )}
      <div className="window-actions">
        <Button look="primary" onPress={onClose} autoFocus>
          {t('app.close')}
        </Button>
      </div>
    </div>
  )
}

function Names({ text, people }: { text: string; people: readonly Named[] }) {
  return (
    <section className="stack-tight">
      <p>{text}</p>
      <ul className="rows outline">
        {people.map(person => (
          <li key={person.id}>{person.full_name}</li>
        ))}
      </ul>
    </section>
  )
}

function RoleChoice({ role, onChange }: { role: Role; onChange(role: Role): void }) {
  const { t } = useTranslation()
  return (
    <Segmented
      label={t('participants.asRole')}
      value={role}
      choices={(['delegate', 'guest'] as const).map(id => ({ id, name: t(`role.${id}`) }))}
      onChange={onChange}
    />
  )
}

function Progress({ job }: { job: Job }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="stack-tight">
      <p className="small number">{t('participants.inviting', { done: job.done, total: job.total })}</p>
      <div className="bar">
        <Filled share={job.total ? job.done / job.total : 0} />
      </div>
    </div>
  )
}

interface PasteProps {
  meeting: Meeting
  there: ReadonlySet<string>
  /** Tells whether they were invited. */
  onSend(people: Invited[]): Promise<boolean>
}

function Paste({ meeting, there, onSend }: PasteProps) {
  const { t } = useTranslation()
  const draft = useDraft(`paste ${meeting.id}`, '')
  const [chosen, setChosen] = useState<ReadonlyMap<string, readonly Person[]>>(new Map())
  const directory = useQuery(reads.people({}))
  const people = (directory.data ?? []).filter(person => person.active)
  const handles = handlesIn(draft.value, people)
  const bearers = useQuery({
    ...reads.bearers(handles),
    enabled: directory.isSuccess && handles.length > 0,
    placeholderData: before => before,
  })
  if (directory.isPending) return <Waiting />
  if (isLost(directory)) return <Failed error={directory.error} onRetry={directory.refetch} />
  const pasted = readPasted(draft.value, people, new Map([...(bearers.data ?? []), ...chosen]))
  const fresh = pasted.people.filter(({ person }) => !there.has(person.id))
  const send = async () => {
    if (await onSend(fresh)) draft.drop()
  }
  return (
    <div className="stack">
      <TextInput
        label={t('participants.pasteLabel')}
        help={t('participants.pasteHelp')}
        value={draft.value}
        onChange={draft.change}
        lines
        isRequired
        autoFocus
      />
      {bearers.error && <ProblemNote problem={Problem.of(bearers.error)} />}
      {draft.value.trim() && (
        <Found
          pasted={pasted}
          there={there}
          onChoose={(text, person) => setChosen(new Map([...chosen, [plain(text), [person]]]))}
        />
      )}
      <div className="window-actions">
        <Button look="primary" isDisabled={fresh.length === 0} onPress={send}>
          {t('participants.invite', { count: fresh.length })}
        </Button>
      </div>
    </div>
  )
}

interface FoundProps {
  pasted: Pasted
  there: ReadonlySet<string>
  onChoose(text: string, person: Person): void
}

/** Who was found, by post, so that a mistake is seen before mail goes out; then what cannot be told, with what to do. */
function Found({ pasted, there, onChoose }: FoundProps) {
  const { t } = useTranslation()
  return (
    <div className="stack-tight" aria-live="polite">
      <p>{t('participants.pasteFound', { count: pasted.people.length })}</p>
      {pasted.troubles.length > 0 && (
        <ul className="rows outline">
          {pasted.troubles.map(trouble => (
            <li key={`${trouble.row} ${trouble.text}`} className="stack-tight">
              <TroubleNote trouble={trouble} onChoose={person => onChoose(trouble.text, person)} />
            </li>
          ))}
        </ul>
      )}
      <ul className="rows outline">
        {pasted.people.map(({ person, role }) => (
          <li key={person.id}>
            <strong>{person.full_name}</strong>{' '}
            <span className="small soft">
              {[
                postOf(person),
                role === 'guest' && t('role.guest'),
                there.has(person.id) && t('participants.already'),
              ]
                .filter(Boolean)
                .join(' – ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function TroubleNote({ trouble, onChoose }: { trouble: Trouble; onChoose(person: Person): void }) {
  const { t } = useTranslation()
  const { row, text, people } = trouble
  const words = {
    unknown: 'participants.pasteUnknown',
    several: 'participants.pasteSeveral',
    twice: 'participants.pasteTwice',
  } as const
  return (
    <>
      <p className={trouble.kind === 'twice' ? 'small soft' : 'small late'}>
        {t(words[trouble.kind], { row, text, count: people.length })}
      </p>
      {trouble.kind === 'several' && (
        <div className="row">
          {people.map(person => (
            <Button key={person.id} onPress={() => onChoose(person)}>
              {`${person.full_name}: ${postOf(person)}`}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

function postOf(person: Person): string {
  return [person.posts.map(post => post.title).join(', '), person.organisation.name]
    .filter(Boolean)
    .join(', ')
}
