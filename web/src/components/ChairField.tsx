import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { ChoosePeople, type Named } from './ChoosePeople'
import { Icon } from './Icon'

/** Who leads a meeting. */
export function ChairField({
  value,
  wrong,
  onChange,
}: {
  value: Named | null
  wrong?: string | null
  onChange(chair: Named | null): void
}) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState(false)
  return (
    <div className="field">
      <span className="label">{t('form.chair')}</span>
      <div className="row">
        <span className={value ? 'chosen' : 'chosen soft'}>
          <Icon name="person" />
          {value?.full_name ?? t('form.notChosen')}
        </span>
        <Button onPress={() => setChoosing(true)}>{t('form.choosePerson')}</Button>
      </div>
      {wrong && <span className="wrong">{wrong}</span>}
      {choosing && (
        <ChoosePeople
          title={t('form.chair')}
          chosen={value ? [value] : []}
          single
          onClose={() => setChoosing(false)}
          onDone={([chair]) => {
            onChange(chair ?? null)
            setChoosing(false)
          }}
        />
      )}
    </div>
  )
}
