import { lazy, Suspense, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import type { Meeting } from '../../types/api'
import type { FormName } from './PrintWindow'

const PrintWindow = lazy(() => import('./PrintWindow').then(module => ({ default: module.PrintWindow })))

const forms: readonly FormName[] = ['invitation', 'attendance_list', 'name_plates']

/** Paper where it must be, for the secretary. */
export function PrintMenu({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [form, setForm] = useState<FormName | null>(null)
  return (
    <>
      <MenuTrigger>
        <Button icon="paper" wide>
          {t('print.print')}
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            {forms.map(one => (
              <MenuItem key={one} className="option" onAction={() => setForm(one)}>
                {t(`print.${one}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <Suspense>
        {form && <PrintWindow meeting={meeting} form={form} onClose={() => setForm(null)} />}
      </Suspense>
    </>
  )
}
