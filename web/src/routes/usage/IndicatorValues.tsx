import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../store/person'
import type { IndicatorContent } from '../../types/api'
import { Numbers } from './Chart'
import { written } from './figures'

/** What is sent: code, value, unit and note of each indicator. */
export function Values({ content }: { content: IndicatorContent }) {
  const { t } = useTranslation()
  const { number } = written(useLanguage(), t('usage.notRecorded'))
  return (
    <Numbers
      title={t('indicators.sent')}
      columns={[t('indicators.code'), t('usage.value'), t('indicators.unit'), t('indicators.note')]}
      rows={content.indicators.map(one => [one.code, number(one.value), one.unit, one.note])}
    />
  )
}
