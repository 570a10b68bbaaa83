import { useTranslation } from 'react-i18next'
import type { AgendaChange, AgendaComparison, AgendaSide } from '../../types/api'

type Row = AgendaComparison['rows'][number]

/** Both agendas in reading order: an item that went elsewhere stands at its old place and at its new one. */
export function AgendaTable({ rows, before }: { rows: Row[]; before: string }) {
  const { t } = useTranslation()
  return (
    <table className="card compare-table agenda-table">
      <thead>
        <tr>
          <th scope="col">{t('agendaChanges.before', { at: before })}</th>
          <th scope="col">{t('agendaChanges.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr
            key={`${row.before?.id} ${row.after?.id}`}
            className={row.changes.length ? 'changed' : undefined}
          >
            <td>
              {row.before ? (
                <Side side={row.before} changes={row.changes} tag="del" chips={!row.after} />
              ) : (
                <span className="soft">
                  {t(row.changes.includes('moved') ? 'agendaChanges.elsewhere' : 'agendaChanges.absent')}
                </span>
              )}
            </td>
            <td>
              {row.after ? (
                <Side side={row.after} changes={row.changes} tag="ins" chips />
              ) : (
                <span className="soft">
                  {t(row.changes.includes('moved') ? 'agendaChanges.gone' : 'agendaChanges.removed')}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface SideProps {
  side: AgendaSide
  changes: readonly AgendaChange[]
  tag: 'del' | 'ins'
  chips: boolean
}

function Side({ side, changes, tag: Tag, chips }: SideProps) {
  const { t } = useTranslation()
  const marked = (text: string, ...by: AgendaChange[]) =>
    changes.some(one => by.includes(one)) ? <Tag>{text}</Tag> : text
  const presenters = side.presenters.map(person => person.full_name).join(', ')
  const who = [presenters, side.owner_organisation?.name].filter(Boolean).join(' · ')
  return (
    <div className="agenda-side">
      <span className="agenda-number number">{side.number}</span>
      <div className="grow stack-tight">
        <p>{marked(side.title, 'added', 'removed', 'retitled')}</p>
        <p className="agenda-notes small soft">
          <span>{marked(t(`itemKind.${side.kind}`), 'reclassed')}</span>
          {side.planned_minutes !== null && (
            <span className="number">
              {marked(t('app.minutes', { count: side.planned_minutes }), 'retimed')}
            </span>
          )}
          {who && <span>{marked(who, 'reassigned')}</span>}
        </p>
        {chips && changes.length > 0 && (
          <p className="row">
            {changes.map(one => (
              <span key={one} className={one === 'removed' ? 'chip brick' : 'chip blue'}>
                {t(`agendaChanges.change.${one}`)}
              </span>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
