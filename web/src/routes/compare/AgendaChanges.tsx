import '../../style/compare.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Button, LinkButton } from '../../components/Button'
import { Segmented, TextInput, Tick } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { Ask } from '../../components/Window'
import { lookAtAgenda, noteAgenda } from '../../services/meetings'
import { tell, tellProblem } from '../../store/notices'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { AgendaComparison, AgendaField, AgendaSince, Meeting } from '../../types/api'
import { moment, shortMoment } from '../../words/dates'
import { AgendaTable } from './AgendaTable'

const manyRows = 15

export function AgendaChanges({ id }: { id: string }) {
  const meeting = useQuery(reads.meeting(id))
  const look = useQuery(reads.agendaComparison(id, 'look'))
  const [chosen, choose] = useState<AgendaSince | null>(null)
  const staff = meeting.data?.my.role === 'secretary'
  const looked = look.data?.before_at != null
  const since = chosen ?? (staff ? 'note' : looked ? 'look' : 'call')
  const found = useQuery({
    ...reads.agendaComparison(id, since),
    enabled: Boolean(look.data && meeting.data),
  })
  const error = meeting.error ?? look.error ?? found.error
  if (error && !found.data) return <Failed error={error} onRetry={found.refetch} screen />
  if (!meeting.data || !found.data) return <Waiting rows={4} />
  const choices: AgendaSince[] = staff ? ['note', 'call'] : looked ? ['look', 'call'] : ['call']
  return <Shown meeting={meeting.data} found={found.data} since={since} choices={choices} onChoose={choose} />
}

interface ShownProps {
  meeting: Meeting
  found: AgendaComparison
  since: AgendaSince
  choices: AgendaSince[]
  onChoose(since: AgendaSince): void
}

function Shown({ meeting, found, since, choices, onChoose }: ShownProps) {
  const { t } = useTranslation()
  const [short, setShort] = useState(found.rows.length > manyRows)
  const { zone } = meeting
  const rows = short ? found.rows.filter(row => row.changes.length > 0) : found.rows
  return (
    <div className="page compare">
      <Title text={`${t('agendaChanges.title')} – ${meeting.title}`} />
      <div className="spread">
        <div>
          <h1>{t('agendaChanges.title')}</h1>
          <p className="soft">{meeting.title}</p>
        </div>
        <LinkButton href={`/meetings/${meeting.id}`} icon="left">
          {t('book.backToMeeting')}
        </LinkButton>
      </div>
      <div className="spread">
        {choices.length > 1 ? (
          <Segmented
            label={t('agendaChanges.since')}
            value={since}
            choices={choices.map(one => ({ id: one, name: t(`agendaChanges.${one}`) }))}
            onChange={onChoose}
          />
        ) : (
          <span />
        )}
        <span className="soft number">{t('agendaChanges.count', { count: found.changed })}</span>
      </div>
      {found.notes.map(
        one =>
          one.note && (
            <div key={one.at} className="notice">
              <Icon name="edit" />
              <div className="grow">
                <p>
                  <strong>{t('agendaChanges.noted')}</strong>{' '}
                  <span className="small soft number">
                    {[one.by?.full_name, shortMoment(one.at, zone)].filter(Boolean).join(' · ')}
                  </span>
                </p>
                <p>{one.note}</p>
              </div>
            </div>
          ),
      )}
      {found.fields.length > 0 && <Fields fields={found.fields} zone={zone} />}
      {found.changed === 0 || !found.before_at ? (
        <Empty icon="check" title={t('agendaChanges.none')} help={t('agendaChanges.noneHelp')} />
      ) : (
        <>
          <Tick isSelected={short} onChange={setShort}>
            {t('agendaChanges.onlyChanges')}
          </Tick>
          {rows.length > 0 && <AgendaTable rows={rows} before={shortMoment(found.before_at, zone)} />}
        </>
      )}
      <Acts meeting={meeting} found={found} />
    </div>
  )
}

function Fields({ fields, zone }: { fields: AgendaField[]; zone: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const shown = (name: AgendaField['name'], value: string | null) => {
    if (!value) return '–'
    if (name === 'mode') return t(`mode.${value as Meeting['mode']}`)
    return name === 'starts_at' || name === 'ends_at' ? moment(value, zone, language) : value
  }
  return (
    <dl className="card facts">
      {fields.map(one => (
        <div key={one.name} className="field-change">
          <dt>{t(`agendaChanges.field.${one.name}`)}</dt>
          <dd>
            <del>{shown(one.name, one.before)}</del> → <ins>{shown(one.name, one.after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Acts({ meeting, found }: { meeting: Meeting; found: AgendaComparison }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [telling, setTelling] = useState(false)
  const [note, setNote] = useState('')
  const refresh = () => queries.invalidateQueries({ queryKey: ['agenda-comparison', meeting.id] })
  const seen = async () => {
    await lookAtAgenda(meeting.id, found.after_at)
    await refresh()
    tell(t('agendaChanges.seenDone'))
    go(`/meetings/${meeting.id}`)
  }
  const send = async () => {
    await noteAgenda(meeting.id, note.normalize('NFC').trim())
    await refresh()
    tell(t('agendaChanges.told'))
    setNote('')
  }
  if (meeting.my.role === 'replaced' || found.changed === 0) return null
  if (meeting.my.role !== 'secretary')
    return (
      <div>
        <Button look="large primary" icon="check" onPress={() => void seen().catch(tellProblem)}>
          {t('agendaChanges.seen')}
        </Button>
      </div>
    )
  if (!['called', 'postponed'].includes(meeting.state)) return null
  return (
    <div>
      <Button look="large primary" icon="mail" onPress={() => setTelling(true)}>
        {t('agendaChanges.tell')}
      </Button>
      <Ask
        title={t('agendaChanges.tell')}
        open={telling}
        onClose={() => setTelling(false)}
        onConfirm={send}
        confirm={t('agendaChanges.tell')}
      >
        <p>{t('agendaChanges.tellHelp')}</p>
        <TextInput
          label={t('agendaChanges.tellNote')}
          value={note}
          onChange={setNote}
          maxLength={1000}
          lines
        />
      </Ask>
    </div>
  )
}
