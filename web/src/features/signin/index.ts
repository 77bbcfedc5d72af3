export { SignInSettings } from './SignInSettings'
