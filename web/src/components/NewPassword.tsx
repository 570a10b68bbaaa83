import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shortestPassword } from '../services/people'
import { TextInput } from './fields'

interface NewPassword {
  chosen: string
  again: string
  short: boolean
  different: boolean
  choose(password: string): void
  repeat(password: string): void
}

/** A password being chosen, typed twice because nobody sees it. */
export function useNewPassword(): NewPassword {
  const [chosen, choose] = useState('')
  const [again, repeat] = useState('')
  const short = [...chosen].length < shortestPassword
  return { chosen, again, short, different: again !== chosen, choose, repeat }
}

/** What is wrong is said once the form was `tried`. */
export function NewPasswordFields({ password, tried }: { password: NewPassword; tried: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('password.new')}
        help={t('password.rule')}
        type="password"
        value={password.chosen}
        onChange={password.choose}
        autoComplete="new-password"
        isRequired
        wrong={tried && password.short ? t('password.short') : null}
      />
      <TextInput
        label={t('password.again')}
        type="password"
        value={password.again}
        onChange={password.repeat}
        autoComplete="new-password"
        isRequired
        wrong={tried && password.different ? t('password.different') : null}
      />
    </>
  )
}
