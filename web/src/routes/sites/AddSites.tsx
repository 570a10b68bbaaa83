import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Input, ListBox, ListBoxItem, SearchField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { addSite } from '../../services/sites'
import { childrenFirst } from '../../store/organisations'
import { reads } from '../../store/reads'
import type { Meeting } from '../../types/api'
import { plain } from '../../words/plain'
import { refreshSites } from './Sites'

const usualSeats = 10

/** One site for each organisation chosen from the tree; who is on duty, and the rest, is filled in afterwards. */
export function AddSites({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation()
  const organisations = useQuery(reads.organisations())
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [attempt] = useState(() => crypto.randomUUID())
  const shown = childrenFirst((organisations.data ?? []).filter(one => one.active)).filter(
    ({ organisation }) => plain(organisation.name).includes(plain(typed)),
  )
  const choose = (keys: Iterable<unknown>) => {
    const ids = new Set([...keys].map(String))
    const hidden = [...chosen].filter(id => !shown.some(({ organisation }) => organisation.id === id))
    setChosen(new Set([...hidden, ...ids]))
  }
  const add = async () => {
    for (const organisation_id of chosen)
      await addSite(
        meeting.id,
        { organisation_id, place: '', duty_id: null, seats: usualSeats, services: [], note: '' },
        `${attempt} ${organisation_id}`,
      )
    await refreshSites(meeting.id)
  }
  return (
    <Ask
      title={t('sites.add')}
      open
      onClose={onClose}
      onConfirm={add}
      confirm={t('sites.addCount', { count: chosen.size })}
      disabled={chosen.size === 0}
      wide
    >
      <p className="soft">{t('sites.addHelp')}</p>
      <SearchField
        className="field"
        aria-label={t('sites.search')}
        value={typed}
        onChange={setTyped}
        autoFocus
      >
        <Input className="input" placeholder={t('sites.search')} />
      </SearchField>
      {organisations.isPending && <Waiting />}
      {organisations.error && <Failed error={organisations.error} onRetry={organisations.refetch} />}
      {organisations.data && shown.length === 0 && <Empty icon="search" title={t('sites.noOrganisation')} />}
      {shown.length > 0 && (
        <ListBox
          aria-label={t('sites.organisations')}
          className="list people-list"
          items={shown.map(({ organisation, depth }) => ({
            id: organisation.id,
            name: organisation.name,
            depth,
          }))}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={keys =>
            choose(keys === 'all' ? shown.map(({ organisation }) => organisation.id) : keys)
          }
        >
          {one => (
            <ListBoxItem id={one.id} textValue={one.name} className="option">
              {({ isSelected }) => (
                <span className="choice" data-selected={isSelected || undefined}>
                  <span className="box">{isSelected && <Icon name="check" />}</span>
                  <span>
                    {'   '.repeat(typed ? 0 : one.depth)}
                    {one.name}
                  </span>
                </span>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      )}
    </Ask>
  )
}
