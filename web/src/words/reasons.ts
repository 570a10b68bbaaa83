import type { TFunction } from 'i18next'

/** Why a message was given up, in people's words; a code that is new to this app says no more than that. */
export function reasonWords(t: TFunction, reason: string): string {
  return t(`deliveryReason.${reason}` as 'deliveryReason.other', { defaultValue: t('deliveryReason.other') })
}
