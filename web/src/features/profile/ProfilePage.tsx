import { Button } from 'antd'
import { LogOut } from 'lucide-react'
import { useSignOut } from '@/api/session'
import { Block } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Appearance } from './Appearance'
import { Clients } from './Clients'
import { Identities } from './Identities'
import { Password } from './Password'
import { Person } from './Person'
import { SecondStep } from './SecondStep'
import { Sessions } from './Sessions'
import { YourData } from './YourData'

/** `/settings/profile`: who one is, how the page looks, and where one is signed in. */
export function ProfilePage() {
  const t = useT()
  const signOut = useSignOut()
  return (
    <div data-testid="profile">
      <Person />
      <Appearance />
      <Password />
      <SecondStep />
      <Identities />
      <Sessions />
      <Clients />
      <YourData />
      <Block
        title={t('common.signOut')}
        text={t('profile.signOutText')}
        action={
          <Button icon={<LogOut size={16} strokeWidth={1.75} aria-hidden />} loading={signOut.isPending} onClick={() => signOut.mutate()} data-testid="profile-sign-out">
            {t('common.signOut')}
          </Button>
        }
      />
    </div>
  )
}
