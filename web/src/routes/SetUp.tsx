import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/Button'
import { SelectInput, TextInput } from '../components/fields'
import { ProblemNote } from '../components/State'
import { Problem } from '../services/problem'
import { setUp } from '../services/session'
import { levelsOn } from '../store/organisations'
import { useLanguage } from '../store/person'
import type { Level } from '../types/api'
import { dayKey, homeZone } from '../words/dates'
import { DoorHead, DoorLanguage } from './SignIn'

/** The door of an installation with nobody in it: the code from the terminal opens it, once. */
export function SetUp({ levels }: { levels: Level[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const today = dayKey(new Date(), homeZone)
  const [value, setValue] = useState({
    code: '',
    body: '',
    short: '',
    level: '',
    person: '',
    title: '',
    name: '',
    password: '',
  })
  const [problem, setProblem] = useState<Problem | null>(null)
  const set = (change: Partial<typeof value>) => setValue({ ...value, ...change })
  const { title: _, ...needed } = value
  const send = () =>
    setUp({
      code: value.code.trim(),
      organisation: {
        name: clean(value.body),
        short_name: clean(value.short),
        level: value.level,
        since: today,
      },
      person: {
        name: clean(value.name),
        full_name: clean(value.person),
        title: clean(value.title),
        language,
        password: value.password,
      },
    }).catch((error: unknown) => setProblem(Problem.of(error)))
  return (
    <main className="door">
      <div>
        <DoorHead />
        <form
          className="card stack"
          noValidate
          onSubmit={event => {
            event.preventDefault()
            setProblem(null)
            void send()
          }}
        >
          <h1>{t('setUp.title')}</h1>
          <p className="small">{t('setUp.help')}</p>
          <TextInput
            label={t('setUp.code')}
            value={value.code}
            onChange={code => set({ code })}
            autoComplete="off"
            isRequired
          />
          <h2>{t('setUp.organisation')}</h2>
          <TextInput
            label={t('administration.organisationName')}
            value={value.body}
            onChange={body => set({ body })}
            isRequired
          />
          <TextInput
            label={t('administration.shortName')}
            value={value.short}
            onChange={short => set({ short })}
            isRequired
          />
          <SelectInput
            label={t('administration.level')}
            value={value.level || null}
            choices={levelsOn(levels, today).map(level => ({ id: level.code, name: level.names[language] }))}
            onChange={level => set({ level })}
          />
          <h2>{t('setUp.person')}</h2>
          <TextInput
            label={t('administration.fullName')}
            value={value.person}
            onChange={person => set({ person })}
            isRequired
          />
          <TextInput
            label={t('administration.post')}
            value={value.title}
            onChange={title => set({ title })}
          />
          <TextInput
            label={t('administration.signInName')}
            value={value.name}
            onChange={name => set({ name })}
            autoComplete="username"
            isRequired
          />
          <TextInput
            label={t('signIn.password')}
            help={t('password.rule')}
            type="password"
            value={value.password}
            onChange={password => set({ password })}
            autoComplete="new-password"
            isRequired
          />
          {problem && <ProblemNote problem={problem} />}
          <Button
            look="large primary"
            type="submit"
            wide
            isDisabled={Object.values(needed).some(text => !text.trim())}
          >
            {t('setUp.submit')}
          </Button>
        </form>
        <DoorLanguage />
      </div>
    </main>
  )
}

function clean(text: string): string {
  return text.trim().normalize('NFC')
}
