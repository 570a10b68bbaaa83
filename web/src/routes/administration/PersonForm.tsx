import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput, TextInput } from '../../components/fields'
import { Ask, Window } from '../../components/Window'
import { addPerson, changePerson } from '../../services/people'
import { changesOf, rekeyed, useDraft } from '../../store/drafts'
import { goingOn } from '../../store/organisations'
import { administeredBy, usePerson } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Language, Person } from '../../types/api'
import { languages } from '../SignIn'
import type { Given } from './People'
import { homePost, postsWith } from './posts'

interface PersonDraft {
  key: string
  full_name: string
  name: string
  email: string
  phone: string
  organisation_id: string
  post: string
  language: Language
}

interface PersonFormProps {
  person: Person | null
  onClose(): void
  onGiven(given: Given): void
}

export function PersonForm({ person, onClose, onGiven }: PersonFormProps) {
  const { t } = useTranslation()
  const me = usePerson()
  const organisations = useQuery(reads.organisations())
  const post = person ? homePost(person) : undefined
  const draft = useDraft<PersonDraft>(`person ${person?.id ?? 'new'}`, {
    key: crypto.randomUUID(),
    full_name: person?.full_name ?? '',
    name: person?.name ?? '',
    email: person?.email ?? '',
    phone: person?.phone ?? '',
    organisation_id: person?.organisation.id ?? '',
    post: post?.title ?? '',
    language: 'vi',
  })
  const { value } = draft
  const set = (change: Partial<PersonDraft>) => draft.change(rekeyed({ ...value, ...change }))
  const save = async () => {
    const { post: title, ...fields } = writeOf(value)
    const posts = postsWith(person?.posts ?? [], post, { organisation_id: fields.organisation_id, title })
    if (person) {
      const { post: retitled, ...changes } = changesOf(writeOf(draft.began), writeOf(value)) ?? {}
      const placed = retitled !== undefined || changes.organisation_id !== undefined
      await changePerson(person.id, { ...changes, ...(placed && { posts }) })
    } else {
      const added = await addPerson(
        { ...fields, posts, name: value.name.trim().normalize('NFC'), language: value.language },
        value.key,
      )
      onGiven({ person: added.full_name, password: added.password })
    }
    draft.drop()
    await queries.invalidateQueries({ queryKey: ['people'] })
    if (person) await queries.invalidateQueries({ queryKey: ['person', person.id] })
  }
  return (
    <Ask
      title={t(person ? 'administration.editPerson' : 'administration.addPerson')}
      open
      wide
      onClose={onClose}
      onCancel={draft.drop}
      onConfirm={save}
      confirm={t('app.save')}
      disabled={!value.full_name.trim() || !value.name.trim() || !value.organisation_id}
    >
      <div className="form-pair">
        <TextInput
          label={t('administration.fullName')}
          value={value.full_name}
          onChange={full_name => set({ full_name })}
          isRequired
          autoFocus
        />
        <TextInput
          label={t('administration.signInName')}
          value={value.name}
          onChange={name => set({ name })}
          isRequired
          isReadOnly={person !== null}
          help={person ? undefined : t('administration.signInNameHelp')}
          autoComplete="off"
        />
      </div>
      <div className="form-pair">
        <SelectInput
          label={t('account.organisation')}
          value={value.organisation_id || null}
          choices={goingOn(administeredBy(me, organisations.data ?? []), person?.organisation.id).map(
            one => ({
              id: one.organisation.id,
              name: one.organisation.name,
            }),
          )}
          onChange={organisation_id => set({ organisation_id })}
        />
        <TextInput
          label={t('administration.post')}
          help={t('administration.postHelp')}
          value={value.post}
          onChange={post => set({ post })}
        />
      </div>
      <div className="form-pair">
        <TextInput
          label={t('administration.email')}
          type="email"
          value={value.email}
          onChange={email => set({ email })}
          help={t('administration.emailHelp')}
          autoComplete="off"
        />
        <TextInput
          label={t('administration.phone')}
          type="tel"
          value={value.phone}
          onChange={phone => set({ phone })}
          autoComplete="off"
        />
      </div>
      {!person && (
        <SelectInput
          label={t('administration.language')}
          value={value.language}
          choices={languages}
          onChange={language => set({ language })}
        />
      )}
    </Ask>
  )
}

function writeOf(value: PersonDraft) {
  return {
    full_name: value.full_name.trim().normalize('NFC'),
    email: value.email.trim() || null,
    phone: value.phone.trim() || null,
    organisation_id: value.organisation_id,
    post: value.post.trim().normalize('NFC'),
  }
}

/** Seen this once: it is nowhere kept in the clear, not even here. */
export function OneTimePassword({ given, onClose }: { given: Given; onClose(): void }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <Window title={t('administration.oneTimeTitle')} open onClose={onClose}>
      <div className="stack">
        <output className="one-time">{given.password}</output>
        <p>{t('administration.oneTimeHelp', { name: given.person })}</p>
        <div className="window-actions">
          <Button
            onPress={() => void navigator.clipboard.writeText(given.password).then(() => setCopied(true))}
          >
            {t(copied ? 'administration.copied' : 'administration.copy')}
          </Button>
          <Button look="primary" onPress={onClose}>
            {t('administration.doneShowing')}
          </Button>
        </div>
      </div>
    </Window>
  )
}
