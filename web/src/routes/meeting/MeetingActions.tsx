import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { TextInput } from '../../components/fields'
import { Ask } from '../../components/Window'
import { callMeeting, cancelMeeting, postponeMeeting } from '../../services/meetings'
import { useDraft } from '../../store/drafts'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'

const CallAgain = lazy(() => import('./Times').then(module => ({ default: module.CallAgain })))
const Record = lazy(() => import('./Times').then(module => ({ default: module.RecordHeld })))

type Act = 'call' | 'callAgain' | 'postpone' | 'cancelMeeting' | 'record'

/** What a secretary can do with a meeting in its present state, the likely one first. */
export function actsFor(meeting: Meeting): Act[] {
  if (meeting.state === 'draft') return ['call', 'cancelMeeting', 'record']
  if (meeting.state === 'called')
    return Date.parse(meeting.starts_at) < Date.now()
      ? ['record', 'postpone', 'cancelMeeting']
      : ['postpone', 'cancelMeeting', 'record']
  if (meeting.state === 'postponed') return ['callAgain', 'cancelMeeting', 'record']
  return []
}

export function refreshMeeting(id: string): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ['meeting', id] }),
    queries.invalidateQueries({ queryKey: ['meetings'] }),
    queries.invalidateQueries({ queryKey: ['board'] }),
    queries.invalidateQueries({ queryKey: ['participants', id] }),
    queries.invalidateQueries({ queryKey: ['bookings'] }),
  ])
}

export function MeetingActions({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [act, setAct] = useState<Act | null>(null)
  const [first, ...others] = actsFor(meeting)
  if (!first) return null
  const close = () => setAct(null)
  return (
    <>
      <Button
        look={first === 'call' || first === 'callAgain' ? 'large primary' : 'large'}
        wide
        onPress={() => setAct(first)}
      >
        {t(`meeting.${first}`)}
      </Button>
      <MenuTrigger>
        <Button icon="more" wide>
          {t('papers.more')}
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            {others.map(other => (
              <MenuItem
                key={other}
                className={other === 'cancelMeeting' ? 'option danger' : 'option'}
                onAction={() => setAct(other)}
              >
                {t(`meeting.${other}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Call meeting={meeting} open={act === 'call'} onClose={close} />
      <WithReason meeting={meeting} act="postpone" open={act === 'postpone'} onClose={close} />
      <WithReason meeting={meeting} act="cancelMeeting" open={act === 'cancelMeeting'} onClose={close} />
      <Suspense>
        {act === 'callAgain' && <CallAgain meeting={meeting} onClose={close} />}
        {act === 'record' && <Record meeting={meeting} onClose={close} />}
      </Suspense>
    </>
  )
}

interface ActProps {
  meeting: Meeting
  open: boolean
  onClose(): void
}

function Call({ meeting, open, onClose }: ActProps) {
  const { t } = useTranslation()
  const participants = useQuery({ ...reads.participants(meeting.id), enabled: open })
  const call = async () => {
    await callMeeting(meeting.id)
    tell(t('meeting.called'))
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask title={t('meeting.call')} open={open} onClose={onClose} onConfirm={call} confirm={t('meeting.call')}>
      <p>{t('meeting.callAsk', { count: participants.data?.length ?? 0 })}</p>
    </Ask>
  )
}

function WithReason({ meeting, act, open, onClose }: ActProps & { act: 'postpone' | 'cancelMeeting' }) {
  const { t } = useTranslation()
  const draft = useDraft(`${act} ${meeting.id}`, '')
  const send = async () => {
    await (act === 'postpone' ? postponeMeeting : cancelMeeting)(meeting.id, draft.value.trim())
    draft.drop()
    await refreshMeeting(meeting.id)
  }
  return (
    <Ask
      title={t(`meeting.${act}`)}
      open={open}
      onClose={onClose}
      onConfirm={send}
      confirm={t(`meeting.${act}`)}
      look="primary danger"
      disabled={!draft.value.trim()}
    >
      <p>{t(act === 'postpone' ? 'meeting.postponeAsk' : 'meeting.cancelAsk')}</p>
      <TextInput
        label={t('meeting.reason')}
        value={draft.value}
        onChange={draft.change}
        lines
        isRequired
        autoFocus
      />
    </Ask>
  )
}
