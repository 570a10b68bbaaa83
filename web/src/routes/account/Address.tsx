import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/Button'
import { TextInput } from '../../components/fields'
import { Failed, Waiting } from '../../components/State'
import { Ask } from '../../components/Window'
import { askForAddress } from '../../services/account'
import { useLanguage } from '../../store/person'
import { queries } from '../../store/queries'
import { reads } from '../../store/reads'
import { homeZone, moment } from '../../words/dates'

/** Where mails go, and where they will go once the link sent there was opened. */
export function AddressCard() {
  const { t } = useTranslation()
  const language = useLanguage()
  const address = useQuery(reads.address())
  const [changing, setChanging] = useState(false)
  return (
    <section className="card stack">
      <h2>{t('address.title')}</h2>
      {address.isPending && <Waiting rows={2} />}
      {address.error && <Failed error={address.error} onRetry={address.refetch} />}
      {address.data && (
        <>
          <p>{address.data.email ?? t('address.none')}</p>
          {address.data.asked && address.data.expires_at && (
            <p className="notice" role="status">
              {t('address.asked', {
                email: address.data.asked,
                at: moment(address.data.expires_at, homeZone, language),
              })}
            </p>
          )}
          <div>
            <Button icon="mail" onPress={() => setChanging(true)}>
              {t(address.data.email ? 'address.change' : 'address.add')}
            </Button>
          </div>
        </>
      )}
      {changing && <ChangeAddress onClose={() => setChanging(false)} />}
    </section>
  )
}

function ChangeAddress({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const ask = async () => queries.setQueryData(['address'], await askForAddress(email.trim()))
  return (
    <Ask
      title={t('address.change')}
      open
      onClose={onClose}
      onConfirm={ask}
      confirm={t('address.ask')}
      disabled={!email.includes('@')}
    >
      <p>{t('address.help')}</p>
      <TextInput
        label={t('address.new')}
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="email"
        isRequired
        autoFocus
      />
    </Ask>
  )
}
