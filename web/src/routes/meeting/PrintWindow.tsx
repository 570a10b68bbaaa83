import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DayField } from '../../components/DateTime'
import { Choices, TextInput, Tick } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Ask, Window } from '../../components/Window'
import { type PrintedForm, printedForms, printForm } from '../../services/printedForms'
import { saveFile } from '../../services/saving'
import { useAttempt } from '../../store/attempts'
import { queries } from '../../store/queries'
import type { Meeting } from '../../types/api'
import { dayKey } from '../../words/dates'

export type FormName = 'invitation' | 'attendance_list' | 'name_plates'

const fileNames = {
  invitation: 'giay-moi',
  attendance_list: 'danh-sach-dai-bieu',
  name_plates: 'bien-ten',
}

interface FormProps {
  meeting: Meeting
  form: FormName
  onClose(): void
}

/** The next form begins with what was typed for the last one. */
export function PrintWindow(props: FormProps) {
  const { t } = useTranslation()
  const key = ['printedForms', props.meeting.id]
  const prints = useQuery({ queryKey: key, queryFn: () => printedForms(props.meeting.id), staleTime: 0 })
  // What was typed outlives later looks at the list.
  if (prints.data && prints.isFetchedAfterMount)
    return <Form {...props} last={prints.data.findLast(one => one.form === props.form)} />
  return (
    <Window title={t(`print.${props.form}`)} open onClose={props.onClose}>
      {prints.error ? <Failed error={prints.error} onRetry={prints.refetch} /> : <Waiting />}
    </Window>
  )
}

function Form({ meeting, form, onClose, last }: FormProps & { last: PrintedForm | undefined }) {
  const { t } = useTranslation()
  const attempt = useAttempt()
  const [format, setFormat] = useState<'pdf' | 'docx'>(last?.format === 'docx' ? 'docx' : 'pdf')
  const [wording, setWording] = useState(() => begin(meeting, last))
  const print = async () => {
    const paper = { form, format, ...sent(wording) }
    const file = await printForm(meeting.id, paper, attempt.of(paper))
    saveFile(file, `${fileNames[form]}.${format}`)
    attempt.end()
    await queries.invalidateQueries({ queryKey: ['printedForms', meeting.id] })
  }
  return (
    <Ask title={t(`print.${form}`)} open onClose={onClose} onConfirm={print} confirm={t('print.take')}>
      <p>{t(`print.${form}Help`)}</p>
      {form === 'invitation' && <WordingFields wording={wording} onChange={setWording} />}
      <Choices
        label={t('print.format')}
        value={format}
        onChange={setFormat}
        choices={[
          { id: 'pdf', name: t('print.pdf') },
          { id: 'docx', name: t('print.docx') },
        ]}
      />
    </Ask>
  )
}

interface Wording {
  number: string
  place: string
  day: string
  authority: string
  signer: string
  recipients: string
  notes: string
  each: boolean
}

function begin(meeting: Meeting, last: PrintedForm | undefined): Wording {
  return {
    number: last?.number ?? '',
    place: last?.place ?? '',
    day: last?.day ?? dayKey(new Date().toISOString(), meeting.zone),
    authority: last?.authority.join('\n') ?? meeting.chair.post.toLocaleUpperCase('vi'),
    signer: last?.signer ?? meeting.chair.full_name,
    recipients: last?.recipients.join('\n') ?? 'Như trên;\nLưu: VT.',
    notes: last?.notes ?? '',
    each: last?.each ?? false,
  }
}

function sent(wording: Wording) {
  const { authority, recipients, day, ...rest } = wording
  return { ...rest, day: day || null, authority: lines(authority), recipients: lines(recipients) }
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
}

function WordingFields({ wording, onChange }: { wording: Wording; onChange(next: Wording): void }) {
  const { t } = useTranslation()
  const field = (name: Exclude<keyof Wording, 'each'>) => ({
    label: t(`print.${name}`),
    value: wording[name],
    onChange: (value: string) => onChange({ ...wording, [name]: value }),
  })
  return (
    <>
      <div className="form-pair">
        <TextInput {...field('number')} placeholder="54/GM-UBND" maxLength={50} />
        <DayField {...field('day')} />
      </div>
      <TextInput {...field('place')} help={t('print.placeHelp')} maxLength={100} />
      <TextInput {...field('authority')} help={t('print.authorityHelp')} lines />
      <TextInput {...field('signer')} maxLength={200} />
      <TextInput {...field('recipients')} help={t('print.recipientsHelp')} lines />
      <TextInput {...field('notes')} help={t('print.notesHelp')} lines maxLength={2000} />
      <Tick isSelected={wording.each} onChange={each => onChange({ ...wording, each })}>
        {t('print.each')}
      </Tick>
    </>
  )
}
