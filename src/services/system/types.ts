import type * as v from 'valibot'
import type * as system from '../../contract/system.ts'

/** What the verbs of this folder take and answer: `verb(ctx, input): Promise<answer>`, the shapes of the contract. */
export type InitializeInput = v.InferOutput<typeof system.InitializeBody>
export type UpdateSettingsInput = v.InferOutput<typeof system.SettingsBody>
export type ListUsersInput = v.InferOutput<typeof system.UsersQuery>
/** Address from the path and changes from the body, side by side. */
export type UpdateUserInput = { readonly email: string } & v.InferOutput<typeof system.UserUpdateBody>
export type DeleteUserInput = { readonly email: string }
/** Address from the path, id from the body. */
export type ConfirmRegistrationInput = { readonly email: string } & v.InferOutput<
  typeof system.ConfirmRegistrationBody
>
export type TestEmailInput = v.InferOutput<typeof system.TestEmailBody>
export type ExportInput = v.InferOutput<typeof system.ExportQuery>
/** One page; `nextCursor` is undefined after the last. */
export type ExportPage = { readonly ndjson: string; readonly nextCursor: string | undefined }
/** The body as it came. */
export type ImportInput = { readonly text: string } & v.InferOutput<typeof system.ImportQuery>

export type CheckInitAnswer = v.InferOutput<typeof system.CheckInitAnswer>
export type InitializeAnswer = v.InferOutput<typeof system.InitializeAnswer>
export type SettingsAnswer = v.InferOutput<typeof system.SettingsAnswer>
export type SettingsUpdatedAnswer = v.InferOutput<typeof system.SettingsUpdatedAnswer>
export type UsersAnswer = v.InferOutput<typeof system.UsersAnswer>
export type RegistrationsAnswer = v.InferOutput<typeof system.RegistrationsAnswer>
export type ResetTokenAnswer = v.InferOutput<typeof system.ResetTokenAnswer>
export type UserUpdatedAnswer = v.InferOutput<typeof system.UserUpdatedAnswer>
export type ImportAnswer = v.InferOutput<typeof system.ImportAnswer>
