export { AvatarsPage } from './AvatarsPage'
