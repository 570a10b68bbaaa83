import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { TextInput, Tick } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { Ask } from '../../components/Window'
import { decideSubstitute } from '../../services/substitutes'
import { isOpen } from '../../store/meetings'
import { tell } from '../../store/notices'
import { reads } from '../../store/reads'
import type { AgendaItem, Document, Meeting, Participant } from '../../types/api'
import { refreshMeeting } from './MeetingActions'

/** For the chair: who wants to send somebody else, to be decided one by one. */
export function Proposals({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const participants = useQuery(reads.participants(meeting.id))
  const waiting = (participants.data ?? []).filter(one => one.substitution?.state === 'requested')
  if (waiting.length === 0 || !isOpen(meeting)) return null
  return (
    <section className="card stack today-card" aria-labelledby="proposals">
      <h2 id="proposals">{t('substitute.toDecide')}</h2>
      <ul className="rows">
        {waiting.map(one => (
          <Proposal key={one.person.id} meeting={meeting} participant={one} />
        ))}
      </ul>
    </section>
  )
}

function Proposal({ meeting, participant }: { meeting: Meeting; participant: Participant }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<'agree' | 'refuse' | null>(null)
  const { person, substitution } = participant
  if (!substitution) return null
  return (
    <li className="rows-row proposal">
      <div className="grow">
        <p>
          <strong>{person.full_name}</strong> <span className="soft">{person.post}</span>
        </p>
        <p className="with-icon">
          <Icon name="right" />
          <span>
            <strong>{substitution.person.full_name}</strong>{' '}
            <span className="soft">{substitution.person.post}</span>
          </span>
        </p>
        <p className="small">{t('meeting.stateReason', { reason: substitution.reason })}</p>
      </div>
      <div className="row">
        <Button look="primary" icon="check" onPress={() => setAsked('agree')}>
          {t('substitute.agree')}
        </Button>
        <Button onPress={() => setAsked('refuse')}>{t('substitute.refuse')}</Button>
      </div>
      {asked === 'agree' && (
        <Agree meeting={meeting} participant={participant} onClose={() => setAsked(null)} />
      )}
      {asked === 'refuse' && (
        <Refuse meeting={meeting} participant={participant} onClose={() => setAsked(null)} />
      )}
    </li>
  )
}

interface DecisionProps {
  meeting: Meeting
  participant: Participant
  onClose(): void
}

function Agree({ meeting, participant, onClose }: DecisionProps) {
  const { t } = useTranslation()
  const papers = useQuery(reads.documents(meeting.id))
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const { person, substitution } = participant
  const restricted = itemsToGive(meeting.agenda, papers.data ?? [], person.id)
  const tick = (item: AgendaItem, given: boolean) => {
    const above = given ? ancestry(item, meeting.agenda) : below(item, meeting.agenda)
    const ids = above.filter(one => restricted.includes(one)).map(one => one.id)
    setTicked(new Set(given ? [...ticked, ...ids] : [...ticked].filter(id => !ids.includes(id))))
  }
  const agree = async () => {
    await decideSubstitute(meeting.id, person.id, {
      person_id: substitution?.person.id ?? '',
      agreed: true,
      item_ids: [...ticked],
    })
    tell(t('substitute.agreed', { name: substitution?.person.full_name }))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('substitute.agreeTitle')}
      open
      onClose={onClose}
      onConfirm={agree}
      confirm={t('substitute.agree')}
    >
      <p>{t('substitute.agreeAsk', { name: substitution?.person.full_name, delegate: person.full_name })}</p>
      {restricted.length > 0 && (
        <div className="stack-tight">
          <strong id="given">{t('substitute.restricted')}</strong>
          <p className="help">{t('substitute.restrictedHelp')}</p>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own frame */}
          <div role="group" aria-labelledby="given">
            {restricted.map(item => (
              <Tick key={item.id} isSelected={ticked.has(item.id)} onChange={given => tick(item, given)}>
                {item.title}
              </Tick>
            ))}
          </div>
        </div>
      )}
    </Ask>
  )
}

function Refuse({ meeting, participant, onClose }: DecisionProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const { person, substitution } = participant
  const refuse = async () => {
    await decideSubstitute(meeting.id, person.id, {
      person_id: substitution?.person.id ?? '',
      agreed: false,
      reason: reason.trim() || null,
    })
    tell(t('substitute.refusedDone'))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('substitute.refuseTitle')}
      open
      onClose={onClose}
      onConfirm={refuse}
      confirm={t('substitute.refuse')}
    >
      <p>{t('substitute.refuseHelp', { delegate: person.full_name })}</p>
      <TextInput label={t('meeting.reason')} value={reason} onChange={setReason} lines />
    </Ask>
  )
}

/** Restricted items the delegate may read, and items with papers for him by name. */
export function itemsToGive(
  agenda: readonly AgendaItem[],
  papers: readonly Document[],
  delegate: string,
): AgendaItem[] {
  const named = new Set(
    papers.filter(paper => paper.audience?.people?.includes(delegate)).map(paper => paper.item_id),
  )
  return agenda.filter(item => item.audience?.people?.includes(delegate) || named.has(item.id))
}

function ancestry(item: AgendaItem, agenda: readonly AgendaItem[]): AgendaItem[] {
  const parent = agenda.find(one => one.id === item.parent_id)
  return parent ? [item, ...ancestry(parent, agenda)] : [item]
}

function below(item: AgendaItem, agenda: readonly AgendaItem[]): AgendaItem[] {
  return [item, ...agenda.filter(one => one.parent_id === item.id).flatMap(one => below(one, agenda))]
}
