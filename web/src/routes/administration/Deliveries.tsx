import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Segmented } from '../../components/fields'
import { Empty, Failed, Waiting } from '../../components/State'
import { deliveries, tryDelivery } from '../../services/messages'
import { tellProblem } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Delivery, Page } from '../../types/api'
import { homeZone, shortMoment } from '../../words/dates'
import { reasonWords } from '../../words/reasons'

const all = 'all'
const states = ['waiting', 'sent', 'failed', 'parked', 'withdrawn'] as const
type Shown = typeof all | (typeof states)[number]

export function Deliveries() {
  const { t } = useTranslation()
  const [state, setState] = useState<Shown>(all)
  const [older, setOlder] = useState<Page<Delivery>[]>([])
  const first = useQuery(reads.deliveries(state === all ? null : state))
  const next = (older.at(-1) ?? first.data)?.next ?? null
  const items = [...(first.data?.items ?? []), ...older.flatMap(page => page.items)]
  const choose = (chosen: Shown) => {
    setOlder([])
    setState(chosen)
  }
  return (
    <section className="stack">
      <p className="small soft">{t('administration.deliveriesHelp')}</p>
      <div>
        <Segmented
          label={t('administration.stateLabel')}
          value={state}
          choices={[
            { id: all, name: t('app.all') },
            ...states.map(id => ({ id, name: t(`administration.${id}`) })),
          ]}
          onChange={choose}
        />
      </div>
      {first.isPending && <Waiting rows={5} />}
      {first.error && <Failed error={first.error} onRetry={first.refetch} />}
      {first.data && items.length === 0 && <Empty icon="mail" title={t('administration.deliveriesNone')} />}
      {items.length > 0 && <Table items={items} />}
      {next && (
        <div>
          <Button
            onPress={() => void deliveries(null, next).then(page => setOlder([...older, page]), tellProblem)}
          >
            {t('app.more')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Table({ items }: { items: Delivery[] }) {
  const { t } = useTranslation()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={t('administration.deliveries')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('administration.at')}</th>
            <th scope="col">{t('administration.recipient')}</th>
            <th scope="col">{t('administration.template')}</th>
            <th scope="col">{t('administration.channel')}</th>
            <th scope="col">{t('administration.stateLabel')}</th>
            <th scope="col">{t('administration.attempts')}</th>
            <th scope="col">
              <span className="hidden">{t('participants.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <Row key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ item }: { item: Delivery }) {
  const { t, i18n } = useTranslation()
  const bad = item.state === 'failed' || item.state === 'parked'
  const template = i18n.exists(`inbox.${item.template}`)
    ? t(`inbox.${item.template}` as 'inbox.meeting_called')
    : item.template
  const again = async () => {
    try {
      await tryDelivery(item.id)
    } catch (error) {
      tellProblem(error)
    }
    await queries.invalidateQueries({ queryKey: ['deliveries'] })
  }
  return (
    <tr>
      <td className="number">{shortMoment(item.at, homeZone)}</td>
      <th scope="row">{item.recipient.full_name}</th>
      <td>{template}</td>
      <td>{t(`administration.channels.${item.channel}`)}</td>
      <td>
        <span className={bad ? 'chip brick' : item.state === 'sent' ? 'chip blue' : 'chip'}>
          {t(`administration.${item.state}`)}
        </span>
        {item.reason && <p className="tiny">{reasonWords(t, item.reason)}</p>}
        {item.next_attempt_at && item.state === 'failed' && (
          <p className="tiny number">
            {t('administration.nextAttempt', { at: shortMoment(item.next_attempt_at, homeZone) })}
          </p>
        )}
      </td>
      <td className="number">{item.attempts}</td>
      <td>{bad && <Button onPress={again}>{t('administration.tryAgain')}</Button>}</td>
    </tr>
  )
}
