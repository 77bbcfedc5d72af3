/**
 * Shapes of `/api/*` under the names that the page uses. They come from the server: `make types` writes `openapi.json`
 * and, from it, `schema.d.ts`. What runs say while they go on is no part of that: see `runs/events.ts`.
 */
import type { components } from './schema'

type Schemas = components['schemas']

export type Role = Schemas['Role']
export type Permission = Schemas['Permission']
export type User = Schemas['User']
export type Locale = NonNullable<User['locale']>
export type ThemeChoice = User['theme']
export type Bootstrap = Schemas['Bootstrap']
export type SignedIn = Schemas['SignedIn']
export type SignInReply = Schemas['SignInReply']
export type Session = Schemas['Session']
export type ApiKey = Schemas['ApiKey']
export type NewApiKey = Schemas['NewApiKey']
export type KeyRules = Schemas['KeyRules']
export type OwnedKey = Schemas['OwnedKey']
export type Limits = Schemas['Limits']
export type Team = Schemas['Team']
export type TeamRole = Schemas['TeamRole']
export type TeamMember = Schemas['TeamMember']
export type TeamDetail = Schemas['TeamDetail']
export type Project = Schemas['Project']
export type Invitation = Schemas['TeamInvitation']
export type HeldData = Schemas['HeldData']
export type DataExports = Schemas['DataExports']
export type EncryptionStatus = Schemas['EncryptionStatus']

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export type Conversation = Schemas['Conversation']
export type ConversationDetail = Schemas['ConversationDetail']
export type Message = Schemas['Message']
export type MessageStatus = Schemas['MessageStatus']
export type Step = Schemas['Step']
export type Usage = Schemas['Usage']
export type TurnRequest = Schemas['TurnBody']
export type Turn = Schemas['Turn']

export type Picture = Schemas['Picture']
export type PictureSlot = Schemas['PictureSlot']
export type SlotStatus = PictureSlot['status']
export type PaintRequest = Schemas['PaintBody']
export type StartedRun = Schemas['StartedRun']

export type Failure = Schemas['Failure']
export type Run = Schemas['Run']
export type RunStatus = Schemas['RunStatus']

export type ModelInfo = Schemas['Model']
export type Models = Schemas['Models']
export type ModelRow = Schemas['ModelRow']
export type ProviderBody = Schemas['NewProvider']
export type Provider = Schemas['Provider']
export type Preset = Schemas['Preset']
export type PresetModel = Schemas['PresetModel']
export type Verdict = Schemas['Verdict']
export type FoundServer = Schemas['FoundServer']
export type Imported = Schemas['Imported']
export type Task = Schemas['Task']

export type Route = Schemas['Route']
export type RoutingScore = Schemas['RoutingScore']
export type Explained = Schemas['Explained']

export type Check = Schemas['CheckResult']
export type Report = Schemas['Report']

export type CacheState = Schemas['CacheState']
export type CacheRule = Schemas['CacheRule']
export type HealthReport = Schemas['HealthReport']
export type UpstreamHealth = Schemas['UpstreamHealth']
export type HealthSample = Schemas['HealthSample']
export type CaseRow = Schemas['CaseRow']
export type CaseKind = CaseRow['kind']

export type UsageTotal = Schemas['UsageTotal']
export type UsageEntry = Schemas['UsageEntry']
export type UsageReport = Schemas['UsageReport']

export type AuditEntry = Schemas['AuditEntry']
export type AuditVerdict = Schemas['AuditVerdict']

export type Balance = Schemas['BalanceReply']
export type PaymentMethods = Schemas['PaymentMethods']
export type PaymentOrder = Schemas['PaymentOrder']
export type AdminOrder = Schemas['AdminOrder']

export type BookSummary = Schemas['BookSummary']
export type BookReply = Schemas['BookReply']
export type BookContent = Schemas['ContentBody']
export type BookEntry = Schemas['EntryBody']
export type BookPrice = Schemas['BookPrice']
export type BookTiers = Schemas['TiersBody']
export type BookWindow = Schemas['WindowBody']
export type PriceWarning = Schemas['PriceWarning']
export type PriceOverview = Schemas['Overview']
export type PricePreview = Schemas['PreviewReply']
export type PreviewRow = Schemas['PreviewRow']
export type ImportedPrices = Schemas['ImportReply']
export type Margins = Schemas['Margins']
export type MarginRow = Schemas['MarginRow']
export type CostExplanation = Schemas['Explanation']

export type PrivacyState = Schemas['PrivacyState']
export type MaskingPolicy = Schemas['PolicyRow']
export type ContentRules = Schemas['RulesRow']
export type Finding = Schemas['FindingRow']
export type TriedOut = Schemas['TriedOut']

export type WaysIn = Schemas['WaysIn']
export type Security = Schemas['Security']
export type TotpSetup = Schemas['TotpSetup']
export type LinkedIdentity = Schemas['LinkedIdentity']
export type OAuthClient = Schemas['Client']
export type NewOAuthClient = Schemas['NewClient']
export type UserInvitation = Schemas['UserInvitation']
export type NewUserInvitation = Schemas['NewUserInvitation']
export type Invited = Schemas['Invited']
export type ResetLink = Schemas['ResetLink']
