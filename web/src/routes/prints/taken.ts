import type { TFunction } from 'i18next'
import type { PrintedFormName } from '../../types/api'

/** "Book of papers", or which form it is. */
export function takenName(t: TFunction, { form }: { form: PrintedFormName | null }): string {
  return form ? t(`prints.forms.${form}`) : t('prints.book')
}
