import { useTranslation } from 'react-i18next'
import { usePerson } from '../store/person'
import type { Classification } from '../types/api'
import { SelectInput } from './fields'

const levels: Classification[] = ['none', 'secret', 'top_secret', 'utmost_secret']

/** To choose from in a deployment that may keep secrets; elsewhere it says why nothing secret belongs here, and what to do. */
export function ClassificationField({
  value,
  onChange,
}: {
  value: Classification
  onChange(value: Classification): void
}) {
  const { t } = useTranslation()
  if (usePerson().secrets_allowed)
    return (
      <SelectInput
        label={t('classification.title')}
        value={value}
        choices={levels.map(id => ({ id, name: t(`classification.${id}`) }))}
        onChange={onChange}
      />
    )
  return (
    <div className="field">
      <span className="label">{t('classification.title')}</span>
      <p>
        {t('classification.none')} <span className="small soft">– {t('classification.help')}</span>
      </p>
    </div>
  )
}

/** Shown only where there is something to say. */
export function ClassificationChip({ value }: { value: Classification }) {
  const { t } = useTranslation()
  return value === 'none' ? null : <span className="chip brick">{t(`classification.${value}`)}</span>
}
