import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { SelectInput, TextInput } from '../../components/fields'
import { ProblemNote } from '../../components/State'
import { countPrint } from '../../services/prints'
import { Problem } from '../../services/problem'
import { useAttempt } from '../../store/attempts'
import { tell } from '../../store/notices'
import type { Desk } from '../../types/api'
import { refresh } from './refresh'

const other = 'other'

/** Paper, pages of one copy, copies, reason. The pages of a whole paper are filled in. */
export function PrintForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation()
  const [paper, setPaper] = useState<string | null>(null)
  const [pages, setPages] = useState('')
  const [copies, setCopies] = useState('1')
  const [reason, setReason] = useState('')
  const attempt = useAttempt()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const choose = (id: string) => {
    setPaper(id)
    setPages(String(desk.papers.find(one => one.id === id)?.pages ?? ''))
  }
  const ready = paper !== null && pages.trim() !== '' && copies.trim() !== '' && reason.trim() !== ''
  const count = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    setProblem(null)
    try {
      const document_id = paper === other ? null : paper
      const body = { document_id, pages: Number(pages), copies: Number(copies), reason: reason.trim() }
      await countPrint(desk.meeting_id, body, attempt.of(body))
      attempt.end()
      setPaper(null)
      setPages('')
      setCopies('1')
      setReason('')
      tell(t('prints.done'))
      await refresh(desk.meeting_id)
    } catch (error) {
      setProblem(Problem.of(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="card stack" onSubmit={count} noValidate>
      <h2>{t('prints.add')}</h2>
      <SelectInput
        label={t('prints.paper')}
        value={paper}
        choices={[
          ...desk.papers.map(one => ({
            id: one.id,
            name: one.title,
            note: t('prints.pagesOf', { count: one.pages }),
          })),
          { id: other, name: t('prints.other') },
        ]}
        onChange={choose}
      />
      <div className="form-pair">
        <TextInput
          label={t('prints.pages')}
          value={pages}
          onChange={setPages}
          inputMode="numeric"
          wrong={problem?.field('/pages')}
          isRequired
        />
        <TextInput
          label={t('prints.copies')}
          value={copies}
          onChange={setCopies}
          inputMode="numeric"
          wrong={problem?.field('/copies')}
          isRequired
        />
      </div>
      <TextInput
        label={t('prints.reason')}
        help={t('prints.reasonHelp')}
        value={reason}
        onChange={setReason}
        maxLength={300}
        isRequired
      />
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button look="primary" icon="plus" type="submit" isDisabled={!ready || busy}>
          {t('prints.count')}
        </Button>
      </div>
    </form>
  )
}
