import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { changeParticipant, invite, removeParticipant } from '../../services/meetings'
import { isLost } from '../../store/lost'
import { isOpen } from '../../store/meetings'
import { tell, tellProblem } from '../../store/notices'
import { usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting, Participant, Site } from '../../types/api'
import { shortMoment } from '../../words/dates'
import { Proposals } from './Proposals'

const RecordAnswer = lazy(() => import('./RecordAnswer').then(module => ({ default: module.RecordAnswer })))
const Inviting = lazy(() => import('./Inviting').then(module => ({ default: module.Inviting })))

export function Participants({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const person = usePerson()
  const participants = useQuery(reads.participants(meeting.id))
  const [inviting, setInviting] = useState(false)
  const staff = meeting.my.role === 'secretary'
  const invites = staff && isOpen(meeting)
  const leads = (staff || meeting.my.role === 'chair') && meeting.mode !== 'in_person'
  const sites = useQuery({ ...reads.sites(meeting.id), enabled: leads })
  if (participants.isPending) return <Waiting />
  if (isLost(participants)) return <Failed error={participants.error} onRetry={participants.refetch} />
  return (
    <div className="stack">
      {invites && (
        <div className="row">
          <Button look="primary" icon="plus" onPress={() => setInviting(true)}>
            {t('participants.add')}
          </Button>
        </div>
      )}
      {participants.data.length === 0 && (
        <Empty
          icon="people"
          title={t('participants.none')}
          {...(invites && { help: t('participants.noneHelp') })}
        />
      )}
      {meeting.chair.id === person.id && <Proposals meeting={meeting} />}
      {(['delegate', 'guest'] as const).map(role => (
        <Group
          key={role}
          meeting={meeting}
          role={role}
          people={participants.data.filter(one => one.role === role)}
          sites={sites.data ?? []}
        />
      ))}
      {inviting && (
        <Suspense>
          <Inviting meeting={meeting} present={participants.data} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </div>
  )
}

function Group({
  meeting,
  role,
  people,
  sites,
}: {
  meeting: Meeting
  role: 'delegate' | 'guest'
  people: Participant[]
  sites: Site[]
}) {
  const { t } = useTranslation()
  if (people.length === 0) return null
  return (
    <section className="stack-tight">
      <h2>
        {t(role === 'guest' ? 'participants.guests' : 'participants.delegates')}{' '}
        <span className="soft number">{people.length}</span>
      </h2>
      <ul className="card rows">
        {people.map(participant => (
          <Row
            key={participant.person.id}
            meeting={meeting}
            participant={participant}
            site={sites.find(one => one.id === participant.site_id)}
          />
        ))}
      </ul>
    </section>
  )
}

function Row({
  meeting,
  participant,
  site,
}: {
  meeting: Meeting
  participant: Participant
  site: Site | undefined
}) {
  const { t } = useTranslation()
  const { person } = participant
  return (
    <li className="rows-row">
      <div className="grow person">
        <strong>{person.full_name}</strong>
        <p className="small soft">{[person.post, person.organisation_name].filter(Boolean).join(', ')}</p>
        <SeatOf participant={participant} />
        {site && (
          <p className="small with-icon">
            <Icon name="video" />
            {t('sites.at', { name: site.organisation.name })}
          </p>
        )}
      </div>
      <AnswerOf participant={participant} zone={meeting.zone} held={meeting.held !== null} />
      {meeting.my.role === 'secretary' && isOpen(meeting) && (
        <RowMenu meeting={meeting} participant={participant} />
      )}
    </li>
  )
}

function SeatOf({ participant }: { participant: Participant }) {
  const { t } = useTranslation()
  const { in_place_of, replaced_by, substitution } = participant
  const proposed = substitution?.state === 'requested' ? substitution : null
  const said = [
    in_place_of && t('substitute.sitsFor', { name: in_place_of.full_name }),
    replaced_by && t('substitute.replacedBy', { name: replaced_by.full_name }),
    proposed && t('substitute.proposes', { name: proposed.person.full_name }),
  ].filter(Boolean)
  return said.map(line => (
    <p key={String(line)} className="small with-icon">
      <Icon name="people" />
      {line}
    </p>
  ))
}

function AnswerOf({ participant, zone, held }: { participant: Participant; zone: string; held: boolean }) {
  const { t } = useTranslation()
  const { answer, answered_at, answered_by, attended, reason } = participant
  if (held && attended !== null)
    return (
      <span className={attended ? 'chip blue' : 'chip'}>
        {t(attended ? 'participants.attended' : 'participants.absent')}
      </span>
    )
  return (
    <div className="answer-of">
      <span className={answer === 'accepted' ? 'chip blue' : answer === 'declined' ? 'chip brick' : 'chip'}>
        {answer === 'accepted' && <Icon name="check" />}
        {t(`answer.${answer}`)}
      </span>
      {reason && <p className="small">{reason}</p>}
      {answered_by && <p className="tiny">{t('answer.recordedBy', { name: answered_by.full_name })}</p>}
      {answered_at && (
        <p className="tiny number">{t('participants.answeredAt', { at: shortMoment(answered_at, zone) })}</p>
      )}
    </div>
  )
}

function RowMenu({ meeting, participant }: { meeting: Meeting; participant: Participant }) {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState(false)
  const [recording, setRecording] = useState(false)
  const { person, role } = participant
  const other = role === 'guest' ? 'delegate' : 'guest'
  const refresh = () => queries.invalidateQueries({ queryKey: ['participants', meeting.id] })
  const remove = async () => {
    await removeParticipant(meeting.id, person.id)
    tell(t('participants.removed', { name: person.full_name }), bringBack)
    await refresh()
  }
  const bringBack = () =>
    invite(meeting.id, [{ person_id: person.id, role }], crypto.randomUUID())
      .then(refresh)
      .catch(tellProblem)
  const change = () => changeParticipant(meeting.id, person.id, other).then(refresh).catch(tellProblem)
  return (
    <>
      <MenuTrigger>
        <IconButton icon="more" label={t('papers.actionsFor', { title: person.full_name })} />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            {meeting.state === 'called' && !participant.replaced_by && (
              <MenuItem className="option" onAction={() => setRecording(true)}>
                {t('answer.record')}
              </MenuItem>
            )}
            <MenuItem className="option" onAction={change}>
              {t(role === 'guest' ? 'participants.makeDelegate' : 'participants.makeGuest')}
            </MenuItem>
            <MenuItem className="option danger" onAction={() => setRemoving(true)}>
              {t('app.remove')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Ask
        title={t('app.remove')}
        open={removing}
        onClose={() => setRemoving(false)}
        onConfirm={remove}
        confirm={t('app.remove')}
        look="primary danger"
      >
        <p>{t('participants.removeAsk', { name: person.full_name })}</p>
      </Ask>
      {recording && (
        <Suspense>
          <RecordAnswer
            meeting={meeting}
            participant={participant}
            present={
              new Set(
                queries.getQueryData(reads.participants(meeting.id).queryKey)?.map(one => one.person.id),
              )
            }
            onClose={() => setRecording(false)}
          />
        </Suspense>
      )}
    </>
  )
}
