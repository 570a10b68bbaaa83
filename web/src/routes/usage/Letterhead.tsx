import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DayField } from '../../components/DateTime'
import { TextInput, Tick } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Ask, Window } from '../../components/Window'
import { headReport, setLetterhead } from '../../services/reports'
import { tell } from '../../store/notices'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Letterhead, ReportHeading, UsageReport } from '../../types/api'

/** What stands above and below every report of an organisation, typed in once. */
export function LetterheadForm({ organisation, onClose }: { organisation: string; onClose(): void }) {
  const { t } = useTranslation()
  const found = useQuery(reads.letterhead(organisation))
  if (found.data)
    return (
      <Fields
        key={found.data.etag}
        organisation={organisation}
        own={found.data.value}
        etag={found.data.etag ?? ''}
        onClose={onClose}
      />
    )
  return (
    <Window title={t('letterhead.title')} open onClose={onClose} wide>
      {found.error ? <Failed error={found.error} onRetry={found.refetch} /> : <Waiting />}
    </Window>
  )
}

function Fields({
  organisation,
  own,
  etag,
  onClose,
}: {
  organisation: string
  own: Letterhead
  etag: string
  onClose(): void
}) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState(own)
  const change = (part: Partial<Letterhead>) => setWanted(before => ({ ...before, ...part }))
  const save = async () => {
    await setLetterhead(organisation, { ...wanted, ...cleaned(wanted) }, etag)
    await queries.invalidateQueries({ queryKey: ['letterhead', organisation] })
    tell(t('app.saved'))
  }
  return (
    <Ask title={t('letterhead.title')} open onClose={onClose} onConfirm={save} confirm={t('app.save')} wide>
      <p className="soft">{t('letterhead.help')}</p>
      <div className="form-pair">
        <TextInput
          label={t('letterhead.symbol')}
          value={wanted.symbol}
          onChange={symbol => change({ symbol })}
          help={t('letterhead.symbolHelp')}
        />
        <TextInput label={t('letterhead.place')} value={wanted.place} onChange={place => change({ place })} />
      </div>
      <Tick isSelected={wanted.counted} onChange={counted => change({ counted })}>
        {t('letterhead.counted')}
      </Tick>
      {wanted.counted && (
        <TextInput
          label={t('letterhead.first')}
          value={String(wanted.first_number)}
          onChange={text => change({ first_number: Number(text) })}
          inputMode="numeric"
          isRequired
        />
      )}
      <SigningFields value={wanted} onChange={change} />
    </Ask>
  )
}

/** What of one report's paper is the registry's: its number and day, and who signs. Its figures stay. */
export function HeadingForm({ report, onClose }: { report: UsageReport; onClose(): void }) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState<ReportHeading>(report.heading)
  const change = (part: Partial<ReportHeading>) => setWanted(before => ({ ...before, ...part }))
  const save = async () => {
    await headReport(report.id, { ...wanted, ...cleaned(wanted) })
    await queries.invalidateQueries({ queryKey: ['reports'] })
    tell(t('app.saved'))
  }
  return (
    <Ask title={t('letterhead.one')} open onClose={onClose} onConfirm={save} confirm={t('app.save')} wide>
      <p className="soft">{t('letterhead.oneHelp')}</p>
      <div className="form-pair">
        <TextInput
          label={t('letterhead.number')}
          value={wanted.number}
          onChange={number => change({ number })}
          help={t('letterhead.numberHelp')}
        />
        <DayField
          label={t('letterhead.day')}
          value={wanted.day ?? ''}
          onChange={day => change({ day: day || null })}
        />
      </div>
      <TextInput label={t('letterhead.place')} value={wanted.place} onChange={place => change({ place })} />
      <SigningFields value={wanted} onChange={change} />
    </Ask>
  )
}

type Signing = Pick<ReportHeading, 'authority' | 'signer' | 'recipients'>

function SigningFields({ value, onChange }: { value: Signing; onChange(part: Partial<Signing>): void }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="form-pair">
        <TextInput
          label={t('letterhead.authority')}
          value={value.authority.join('\n')}
          onChange={text => onChange({ authority: text.split('\n') })}
          help={t('letterhead.authorityHelp')}
          lines
        />
        <TextInput
          label={t('letterhead.signer')}
          value={value.signer}
          onChange={signer => onChange({ signer })}
        />
      </div>
      <TextInput
        label={t('letterhead.recipients')}
        value={value.recipients.join('\n')}
        onChange={text => onChange({ recipients: text.split('\n') })}
        help={t('letterhead.recipientsHelp')}
        lines
      />
    </>
  )
}

/** Lines that were left empty say nothing. */
function cleaned({ authority, recipients }: Signing): Pick<Signing, 'authority' | 'recipients'> {
  const said = (lines: string[]) => lines.map(line => line.trim()).filter(Boolean)
  return { authority: said(authority), recipients: said(recipients) }
}
