import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput, TextInput } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { proposeSubstitute, withdrawSubstitute } from '../../services/substitutes'
import { tell, tellProblem } from '../../store/notices'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { refreshMeeting } from './MeetingActions'

/** What a delegate sees of the substitute he proposed, and how he proposes one. */
export function MySubstitute({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [proposing, setProposing] = useState(false)
  const { substitution, in_place_of, role } = meeting.my
  const mayPropose = (role === 'delegate' || role === 'secretary') && !in_place_of
  const withdraw = () =>
    withdrawSubstitute(meeting.id)
      .then(() => {
        tell(t('substitute.withdrawn'))
        return refreshMeeting(meeting.id)
      })
      .catch(tellProblem)
  return (
    <>
      {in_place_of && <p>{t('substitute.iSitFor', { name: in_place_of.full_name })}</p>}
      {substitution?.state === 'requested' && (
        <div className="notice">
          <Icon name="clock" />
          <span className="grow">
            {t('substitute.waiting', { name: substitution.person.full_name })}{' '}
            <span className="soft">{substitution.reason}</span>
          </span>
          <Button onPress={() => void withdraw()}>{t('substitute.withdraw')}</Button>
        </div>
      )}
      {substitution?.state === 'refused' && (
        <div className="notice brick">
          <Icon name="alert" />
          <span className="grow">
            {t('substitute.refused', { name: substitution.person.full_name })}
            {substitution.refusal && ` ${t('meeting.stateReason', { reason: substitution.refusal })}`}
          </span>
        </div>
      )}
      {mayPropose && substitution?.state !== 'requested' && (
        <div>
          <Button icon="people" onPress={() => setProposing(true)}>
            {t('substitute.propose')}
          </Button>
        </div>
      )}
      {proposing && <Propose meeting={meeting} onClose={() => setProposing(false)} />}
    </>
  )
}

function Propose({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const colleagues = useQuery(reads.colleagues())
  const participants = useQuery(reads.participants(meeting.id))
  const [person, setPerson] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const there = new Set(participants.data?.map(one => one.person.id))
  const choices = (colleagues.data ?? [])
    .filter(one => !there.has(one.id))
    .map(one => ({ id: one.id, name: one.full_name, note: one.posts.map(post => post.title).join(', ') }))
  const propose = async () => {
    await proposeSubstitute(meeting.id, { person_id: person ?? '', reason: reason.trim() })
    tell(t('substitute.proposed'))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t('substitute.propose')}
      open
      onClose={onClose}
      onConfirm={propose}
      confirm={t('substitute.send')}
      disabled={!person || !reason.trim()}
    >
      <p>{t('substitute.help')}</p>
      {colleagues.isPending && <Waiting rows={1} />}
      {colleagues.error && <Failed error={colleagues.error} onRetry={colleagues.refetch} />}
      {colleagues.data && choices.length === 0 && <p className="notice">{t('substitute.nobody')}</p>}
      {choices.length > 0 && (
        <SelectInput
          label={t('substitute.person')}
          value={person}
          choices={choices}
          onChange={setPerson}
          help={t('substitute.personHelp')}
        />
      )}
      <TextInput label={t('meeting.reason')} value={reason} onChange={setReason} lines isRequired />
    </Ask>
  )
}
