import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../components/Button'
import { Filled } from '../../components/Filled'
import { Icon } from '../../components/Icon'
import { Empty, Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { removeSite } from '../../services/sites'
import { isLost } from '../../store/lost'
import { isOpen } from '../../store/meetings'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import type { Meeting, Site } from '../../types/api'
import { AddSites } from './AddSites'
import { ReadinessChip, ReadinessNote } from './Readiness'
import { Report } from './Report'

const SiteForm = lazy(() => import('./SiteForm').then(module => ({ default: module.SiteForm })))
const SitePeople = lazy(() => import('./SitePeople').then(module => ({ default: module.SitePeople })))

export function refreshSites(meeting: string): Promise<unknown> {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ['sites', meeting] }),
    queries.invalidateQueries({ queryKey: ['participants', meeting] }),
    queries.invalidateQueries({ queryKey: ['board'] }),
  ])
}

/** The places that join by video: who is on duty there, how many come, and whether they are ready. */
export function Sites({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const sites = useQuery(reads.sites(meeting.id))
  const staff = meeting.my.role === 'secretary' && isOpen(meeting)
  if (sites.isPending) return <Waiting />
  if (isLost(sites)) return <Failed error={sites.error} onRetry={sites.refetch} />
  const add = (
    <Button look="primary" icon="plus" onPress={() => setAdding(true)}>
      {t('sites.add')}
    </Button>
  )
  const ready = sites.data.filter(site => site.readiness?.ready).length
  return (
    <div className="stack">
      {sites.data.length === 0 ? (
        <Empty icon="video" title={t('sites.none')} {...(staff && { help: t('sites.noneHelp') })}>
          {staff && add}
        </Empty>
      ) : (
        <div className="spread middle">
          <div className="grow stack-tight">
            {meeting.called_at ? (
              <>
                <p>{t('sites.readyOf', { ready, count: sites.data.length })}</p>
                <div className="bar">
                  <Filled share={ready / sites.data.length} />
                </div>
              </>
            ) : (
              <p>{t('sites.count', { count: sites.data.length })}</p>
            )}
          </div>
          {staff && add}
        </div>
      )}
      {sites.data.length > 0 && (
        <ul className="card rows">
          {sites.data.map(site => (
            <SiteRow key={site.id} meeting={meeting} site={site} staff={staff} />
          ))}
        </ul>
      )}
      {adding && <AddSites meeting={meeting} onClose={() => setAdding(false)} />}
    </div>
  )
}

function SiteRow({ meeting, site, staff }: { meeting: Meeting; site: Site; staff: boolean }) {
  const { t } = useTranslation()
  const full = site.people > site.seats
  return (
    <li className="rows-row">
      <div className="site stack-tight">
        <strong>{site.organisation.name}</strong>
        {site.place && <p className="small soft">{site.place}</p>}
        <p className={site.duty ? 'small with-icon' : 'small with-icon late'}>
          <Icon name={site.duty ? 'person' : 'alert'} />
          {site.duty ? t('sites.onDuty', { name: site.duty.full_name }) : t('sites.nobody')}
        </p>
        {(site.services.length > 0 || site.note) && (
          <p className="tiny">
            {[...site.services.map(one => t(`roomService.${one}`)), site.note].filter(Boolean).join(', ')}
          </p>
        )}
        <ReadinessNote readiness={site.readiness} zone={meeting.zone} />
      </div>
      <div className="answer-of">
        {meeting.called_at && <ReadinessChip readiness={site.readiness} />}
        <p className={full ? 'small number late' : 'small number'}>
          {t('sites.seated', { people: site.people, seats: site.seats })}
        </p>
        {full && <p className="tiny late">{t('sites.tooMany')}</p>}
      </div>
      {staff && <SiteMenu meeting={meeting} site={site} />}
    </li>
  )
}

type Act = 'change' | 'people' | 'ready' | 'trouble' | 'remove'

function SiteMenu({ meeting, site }: { meeting: Meeting; site: Site }) {
  const { t } = useTranslation()
  const [act, setAct] = useState<Act | null>(null)
  const close = () => setAct(null)
  const remove = async () => {
    await removeSite(meeting.id, site.id)
    await refreshSites(meeting.id)
  }
  return (
    <>
      <MenuTrigger>
        <IconButton icon="more" label={t('papers.actionsFor', { title: site.organisation.name })} />
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            <MenuItem className="option" onAction={() => setAct('change')}>
              {t('sites.change')}
            </MenuItem>
            <MenuItem className="option" onAction={() => setAct('people')}>
              {t('sites.assign')}
            </MenuItem>
            {meeting.state === 'called' && !site.readiness?.ready && (
              <MenuItem className="option" onAction={() => setAct('ready')}>
                {t('sites.recordReady')}
              </MenuItem>
            )}
            {meeting.state === 'called' && (
              <MenuItem className="option" onAction={() => setAct('trouble')}>
                {t('sites.recordTrouble')}
              </MenuItem>
            )}
            <MenuItem className="option danger" onAction={() => setAct('remove')}>
              {t('app.remove')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Suspense>
        {act === 'change' && <SiteForm meeting={meeting} site={site} onClose={close} />}
        {act === 'people' && <SitePeople meeting={meeting} site={site} onClose={close} />}
      </Suspense>
      {(act === 'ready' || act === 'trouble') && (
        <Report site={site} onDone={() => refreshSites(meeting.id)} onClose={close} ready={act === 'ready'} />
      )}
      <Ask
        title={t('sites.remove')}
        open={act === 'remove'}
        onClose={close}
        onConfirm={remove}
        confirm={t('app.remove')}
        look="primary danger"
      >
        <p>{t('sites.removeAsk', { name: site.organisation.name })}</p>
      </Ask>
    </>
  )
}
