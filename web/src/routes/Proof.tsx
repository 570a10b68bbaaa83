import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeField } from '../components/CodeField'
import { TextInput } from '../components/fields'
import { Ask } from '../components/Window'
import { giveProof } from '../services/account'
import { Problem } from '../services/problem'
import { askForProof } from '../services/transport'

type Answer = (given: boolean) => void

/** Asks for the password once more where the server wants it, over whatever screen; what was begun there then goes on. */
export function Proof() {
  const { t } = useTranslation()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  useEffect(() => askForProof(() => new Promise<boolean>(resolve => setAnswer(() => resolve))), [])
  const give = async () => {
    try {
      await giveProof(password, code ?? '')
    } catch (error) {
      const refusal = Problem.of(error)
      if (refusal.code === 'proof-code-due') setCode('')
      throw refusal
    }
    answer?.(true)
  }
  const close = () => {
    answer?.(false) // said again after `true` it changes nothing
    setAnswer(null)
    setPassword('')
    setCode(null)
  }
  return (
    <Ask
      title={t('proof.title')}
      open={answer !== null}
      onClose={close}
      onConfirm={give}
      confirm={t('proof.confirm')}
      disabled={!password || code === ''}
    >
      <p>{t('proof.help')}</p>
      <TextInput
        label={t('password.current')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        isRequired
        autoFocus
      />
      {code !== null && <CodeField value={code} onChange={setCode} />}
    </Ask>
  )
}
