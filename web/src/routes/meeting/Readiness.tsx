import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Filled } from '../../components/Filled'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { isLost } from '../../store/lost'
import { reads } from '../../store/reads'
import type { Readiness as Matrix, Meeting, Participant } from '../../types/api'

/** Opened or not opened, person by paper; more than that is the reader's own. */
export function Readiness({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const matrix = useQuery(reads.readiness(meeting.id))
  const participants = useQuery(reads.participants(meeting.id))
  if (matrix.isPending || participants.isPending) return <Waiting />
  if (isLost(matrix)) return <Failed error={matrix.error} onRetry={matrix.refetch} />
  if (matrix.data.documents.length === 0)
    return <Empty icon="paper" title={t('readiness.none')} help={t('readiness.noneHelp')} />
  return (
    <section className="stack">
      <h2>{t('readiness.title')}</h2>
      <p className="small soft">{t('readiness.help')}</p>
      <Shares matrix={matrix.data} />
      <Table matrix={matrix.data} participants={participants.data ?? []} />
    </section>
  )
}

/** How many have opened each paper, as bars: seen at a glance before the table is read. */
function Shares({ matrix }: { matrix: Matrix }) {
  const { t } = useTranslation()
  return (
    <ul className="card stack-tight">
      {matrix.documents.map((document, index) => {
        const opened = matrix.people.filter(person => person.opened.includes(document.id)).length
        return (
          <li key={document.id} className="stack-tight">
            <span className="spread">
              <span className="grow small">
                {index + 1}. {document.title}
              </span>
              <span className="small number">
                {t('home.of', { part: opened, whole: matrix.people.length })}
              </span>
            </span>
            <span className="bar">
              <Filled share={matrix.people.length ? opened / matrix.people.length : 0} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function Table({ matrix, participants }: { matrix: Matrix; participants: Participant[] }) {
  const { t } = useTranslation()
  const names = new Map(participants.map(one => [one.person.id, one.person]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={t('readiness.title')}>
      <table className="table readiness">
        <thead>
          <tr>
            <th scope="col">{t('readiness.person')}</th>
            {matrix.documents.map((document, index) => (
              <th key={document.id} scope="col" title={document.title}>
                <span aria-hidden="true">{index + 1}</span>
                <span className="hidden">{document.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.people.map(row => (
            <tr key={row.person_id}>
              <th scope="row">
                {names.get(row.person_id)?.full_name}
                <span className="tiny person-notes">{names.get(row.person_id)?.organisation_name}</span>
              </th>
              {matrix.documents.map(document => (
                <Mark key={document.id} opened={row.opened.includes(document.id)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Mark({ opened }: { opened: boolean }) {
  const { t } = useTranslation()
  return (
    <td className={opened ? 'mark opened' : 'mark'}>
      {opened ? <Icon name="check" /> : <Icon name="minus" />}
      <span className="hidden">{t(opened ? 'readiness.opened' : 'readiness.notOpened')}</span>
    </td>
  )
}
