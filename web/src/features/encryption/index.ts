export { EncryptionPage } from './EncryptionPage'
