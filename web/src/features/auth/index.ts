export { ForgotPage } from './ForgotPage'
export { InvitationPage, ResetPage } from './PasswordPages'
export { SetupPage } from './SetupPage'
export { SignInPage } from './SignInPage'
