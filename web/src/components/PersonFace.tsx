import { useState } from 'react'
import type { User } from '@/api/types'
import styles from './PersonFace.module.css'

/** The picture that somebody is shown by, else the first letter of their name. Fills what it stands in. */
export function PersonFace({ person }: { person: Pick<User, 'name' | 'email' | 'picture'> }) {
  const [broken, setBroken] = useState<string | null>(null)
  if (person.picture && person.picture !== broken) {
    return <img className={styles.face} src={person.picture} alt="" onError={() => setBroken(person.picture)} data-testid="person-picture" />
  }
  return <>{[...(person.name || person.email)][0]?.toUpperCase()}</>
}
