import '../../style/search.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { Button } from '../../components/Button'
import { SelectInput } from '../../components/fields'
import { Icon } from '../../components/Icon'
import { More } from '../../components/More'
import { Empty, Failed, Waiting } from '../../components/State'
import { Title } from '../../components/Title'
import type { Question } from '../../services/search'
import { childrenFirst } from '../../store/organisations'
import { reads } from '../../store/reads'
import type { MeetingKind } from '../../types/api'
import { dayKey, homeZone } from '../../words/dates'
import { Results } from './Results'

const kinds: readonly MeetingKind[] = [
  'work_resolving',
  'professional',
  'briefing',
  'review',
  'advisory',
  'council_session',
]
const yearsBack = 8
const longest = 200

/** The question stands in the address, so that going back from a paper finds its results again. */
export function Search() {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const question = questionIn(params)
  const [typed, setTyped] = useState(question.q)
  const ask = (changed: Partial<Record<keyof Question, string>>) =>
    setParams(before => {
      const after = new URLSearchParams(before)
      for (const [name, value] of Object.entries(changed))
        if (value) after.set(name, value)
        else after.delete(name)
      return after
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask({ q: typed.normalize('NFC').trim() })
  }
  return (
    <div className="page search">
      <Title text={question.q ? `${question.q} – ${t('search.title')}` : t('search.title')} />
      <h1>{t('search.title')}</h1>
      <search>
        <form className="search-form" onSubmit={submit}>
          <SearchField
            aria-label={t('search.label')}
            value={typed}
            onChange={setTyped}
            onClear={() => ask({ q: '' })}
            autoFocus={question.q === ''}
            maxLength={longest}
            className="field grow"
          >
            <Input className="input" placeholder={t('search.placeholder')} enterKeyHint="search" />
          </SearchField>
          <Button type="submit" look="primary" icon="search">
            {t('search.submit')}
          </Button>
        </form>
        <Filters question={question} onChange={ask} />
      </search>
      {question.q ? (
        <Answers key={JSON.stringify(question)} question={question} />
      ) : (
        <Empty icon="search" title={t('search.begin')} help={t('search.help')} />
      )}
    </div>
  )
}

function Filters({
  question,
  onChange,
}: {
  question: Question
  onChange(changed: Partial<Record<keyof Question, string>>): void
}) {
  const { t } = useTranslation()
  const organisations = useQuery(reads.organisations())
  const thisYear = Number(dayKey(new Date(), homeZone).slice(0, 4))
  const every = { id: '', name: t('app.all') }
  const bodies = childrenFirst(organisations.data ?? []).map(({ organisation }) => organisation)
  return (
    <fieldset className="search-filters">
      <legend className="hidden">{t('search.filters')}</legend>
      <SelectInput
        label={t('search.organisation')}
        value={question.organisation ?? ''}
        choices={[every, ...bodies.map(({ id, name }) => ({ id, name }))]}
        onChange={organisation => onChange({ organisation })}
      />
      <SelectInput
        label={t('search.year')}
        value={question.year === null ? '' : String(question.year)}
        choices={[every, ...years(thisYear).map(year => ({ id: year, name: year }))]}
        onChange={year => onChange({ year })}
      />
      <SelectInput
        label={t('search.kind')}
        value={question.kind ?? ('' as string)}
        choices={[every, ...kinds.map(kind => ({ id: kind as string, name: t(`kind.${kind}`) }))]}
        onChange={kind => onChange({ kind })}
      />
    </fieldset>
  )
}

function Answers({ question }: { question: Question }) {
  const { t } = useTranslation()
  const answers = useInfiniteQuery(reads.search(question))
  if (answers.isPending) return <Waiting />
  if (answers.error) return <Failed error={answers.error} onRetry={answers.refetch} />
  const found = answers.data.pages.flatMap(page => page.items)
  return (
    <>
      {answers.data.pages.some(page => page.uncertain) && (
        <div className="notice" role="status">
          <Icon name="clock" />
          <p className="grow">{t('search.uncertain')}</p>
        </div>
      )}
      {found.length === 0 && (
        <Empty icon="search" title={t('search.none', { text: question.q })} help={t('search.noneHelp')} />
      )}
      <Results found={found} />
      <More of={answers} label={t('search.more')} />
    </>
  )
}

function questionIn(params: URLSearchParams): Question {
  const year = Number.parseInt(params.get('year') ?? '', 10)
  const kind = params.get('kind')
  return {
    q: (params.get('q') ?? '').slice(0, longest),
    organisation: params.get('organisation'),
    year: year > 0 ? year : null,
    kind: kinds.find(one => one === kind) ?? null,
  }
}

/** Next year's meetings are called already. */
function years(now: number): string[] {
  return Array.from({ length: yearsBack }, (_, back) => String(now + 1 - back))
}
