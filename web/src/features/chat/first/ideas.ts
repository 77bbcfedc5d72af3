import avatar from './avatar.webp'
import cat from './cat.webp'
import help from './help.svg'
import landscape from './landscape.webp'

/** Their words stand in `chat.idea`. */
export const ideas = [
  { id: 'landscape', picture: landscape },
  { id: 'cat', picture: cat },
  { id: 'avatar', picture: avatar },
  { id: 'help', picture: help },
] as const
