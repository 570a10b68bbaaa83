import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'

const PrintBook = lazy(() => import('./PrintBook').then(module => ({ default: module.PrintBook })))

/** One's own papers as one file, where the meeting's body lets one take them. */
export function MyBook({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const offered = useQuery(reads.bookOffered(meeting.id))
  const [open, setOpen] = useState(false)
  if (!offered.data) return null
  return (
    <>
      <Button icon="download" wide onPress={() => setOpen(true)}>
        {t('print.myBook')}
      </Button>
      <Suspense>{open && <PrintBook meeting={meeting} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
