import '../../style/compare.css'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import { isLost } from '../../store/lost'
import { reads } from '../../store/reads'
import type { Comparison } from '../../types/api'

type Change = Comparison['changes'][number]
type Side = NonNullable<Change['older']>

/** The version that readers had before beside the new one: only what differs, with the changed words marked. */
export function Compare({
  meeting,
  document,
  version,
}: {
  meeting: string
  document: string
  version: string
}) {
  const { t } = useTranslation()
  const found = useQuery(reads.comparison(document, version))
  const papers = useQuery(reads.documents(meeting))
  const title = papers.data?.find(paper => paper.id === document)?.title ?? ''
  if (found.isPending) return <Waiting rows={4} />
  if (isLost(found)) return <Failed error={found.error} onRetry={found.refetch} screen />
  const { older, newer, changes } = found.data
  const book = `/meetings/${meeting}/book/${document}`
  return (
    <div className="page compare">
      <Title text={`${t('compare.title')} – ${title}`} />
      <div className="spread">
        <div>
          <h1>{title}</h1>
          <p className="soft number">
            {t('compare.versions', { older: older.number, newer: newer.number })} ·{' '}
            {t('compare.count', { count: changes.length })}
          </p>
        </div>
        <LinkButton href={book} icon="book">
          {t('compare.read')}
        </LinkButton>
      </div>
      {newer.note && (
        <div className="notice">
          <Icon name="edit" />
          <p className="grow">{t('compare.note', { note: newer.note })}</p>
        </div>
      )}
      {changes.length === 0 ? (
        <Empty icon="check" title={t('compare.none')} help={t('compare.noneHelp')} />
      ) : (
        <table className="card compare-table">
          <thead>
            <tr>
              <th scope="col">{t('compare.older', { number: older.number })}</th>
              <th scope="col">{t('compare.newer', { number: newer.number })}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: changes are an ordered list of places
              <tr key={index}>
                <td>
                  {change.older ? (
                    <Words side={change.older} tag="del" />
                  ) : (
                    <span className="soft">{t('compare.added')}</span>
                  )}
                </td>
                <td>
                  {change.newer ? (
                    <Words side={change.newer} tag="ins" />
                  ) : (
                    <span className="soft">{t('compare.removed')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function Words({ side, tag: Tag }: { side: Side; tag: 'ins' | 'del' }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="tiny soft number">{t('compare.page', { page: side.page })}</span>
      <p>
        {side.pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text, in their order
          <Fragment key={index}>
            {index > 0 && ' '}
            {piece.changed ? <Tag>{piece.text}</Tag> : piece.text}
          </Fragment>
        ))}
      </p>
    </>
  )
}
