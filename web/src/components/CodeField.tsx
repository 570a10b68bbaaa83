import { useTranslation } from 'react-i18next'
import { TextInput } from './fields'

/** The code of an authenticator app, or a recovery code where there is one already. */
export function CodeField({
  value,
  onChange,
  wrong,
  first = false,
}: {
  value: string
  onChange(value: string): void
  wrong?: string | null
  first?: boolean
}) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={t('secondFactor.code')}
      help={first ? undefined : t('secondFactor.codeHelp')}
      value={value}
      onChange={onChange}
      autoComplete="one-time-code"
      inputMode={first ? 'numeric' : 'text'}
      isRequired
      autoFocus
      wrong={wrong}
    />
  )
}
