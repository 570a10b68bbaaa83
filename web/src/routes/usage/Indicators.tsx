import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { Failed, Waiting } from '../../components/State'
import { administers, usePerson } from '../../store/person'
import { reads } from '../../store/reads'
import type { ReceivingSystem } from '../../types/api'
import { IndicatorSets } from './IndicatorSets'

const ReceivingSystemForm = lazy(() =>
  import('./ReceivingSystemForm').then(module => ({ default: module.ReceivingSystemForm })),
)
const IndicatorPreview = lazy(() =>
  import('./IndicatorPreview').then(module => ({ default: module.IndicatorPreview })),
)

type Opened = { form: ReceivingSystem | null } | { preview: ReceivingSystem } | null

/** Where an organisation's figures are sent by themselves, and what became of each sending. */
export function Indicators({ organisation }: { organisation: string }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<Opened>(null)
  const found = useQuery(reads.receivingSystems(organisation))
  const bodies = useQuery(reads.organisations()).data ?? []
  const path = bodies.find(one => one.id === organisation)?.path ?? [organisation]
  const may = administers(usePerson(), path)
  return (
    <section className="card usage-chart">
      <div className="spread middle">
        <h2>{t('indicators.title')}</h2>
        {may && (
          <Button icon="plus" onPress={() => setOpened({ form: null })}>
            {t('indicators.add')}
          </Button>
        )}
      </div>
      <p className="small soft">{t('indicators.help')}</p>
      {found.isPending && <Waiting rows={1} />}
      {found.error && <Failed error={found.error} onRetry={found.refetch} />}
      {found.data?.length === 0 && <p className="soft">{t('indicators.none')}</p>}
      {found.data?.map(system => (
        <section key={system.id} className="stack-tight">
          <div className="spread middle">
            <h3>{system.name}</h3>
            <div className="row">
              <Button look="plain" onPress={() => setOpened({ preview: system })}>
                {t('indicators.preview')}
                <span className="hidden"> {system.name}</span>
              </Button>
              {may && (
                <Button look="plain" icon="edit" onPress={() => setOpened({ form: system })}>
                  {t('indicators.change')}
                  <span className="hidden"> {system.name}</span>
                </Button>
              )}
            </div>
          </div>
          <p className="small soft">
            {new URL(system.url).host} · {t('indicators.count', { count: system.indicators.length })} ·{' '}
            {system.active
              ? system.periods.map(one => t(`indicators.every.${one}`)).join(', ') || t('indicators.byHand')
              : t('indicators.off')}
          </p>
          <IndicatorSets system={system} may={may} />
        </section>
      ))}
      <Suspense>
        {opened && 'form' in opened && (
          <ReceivingSystemForm
            organisation={organisation}
            system={opened.form}
            onClose={() => setOpened(null)}
          />
        )}
        {opened && 'preview' in opened && (
          <IndicatorPreview system={opened.preview} may={may} onClose={() => setOpened(null)} />
        )}
      </Suspense>
    </section>
  )
}
