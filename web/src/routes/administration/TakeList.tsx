import { useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { peopleList } from '../../services/imports'
import { saveFile } from '../../services/saving'
import { tellProblem } from '../../store/notices'

/** The list of people as a file, in the columns that an import reads. */
export function TakeList({ organisation }: { organisation: string | null }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const take = async (format: 'xlsx' | 'csv') => {
    setBusy(true)
    try {
      saveFile(await peopleList(format, organisation), `${t('administration.people')}.${format}`)
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <MenuTrigger>
      <Button icon="download" isDisabled={busy}>
        {t('imports.take')}
      </Button>
      <Popover className="popover">
        <Menu className="list" onAction={key => void take(key as 'xlsx' | 'csv')}>
          <MenuItem id="xlsx" className="option">
            {t('imports.takeXlsx')}
          </MenuItem>
          <MenuItem id="csv" className="option">
            {t('imports.takeCsv')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
