/** Record `set`: what an admin has set; an absent field has its default. Secrets are sealed. */
export type StoredSettings = {
  readonly v: 1
  readonly site_name?: string
  readonly site_url?: string
  readonly notice?: string
  readonly registration_open?: 0 | 1
  readonly nodes_per_user?: number
  readonly mail_from?: string
  readonly resend_api_key_sealed?: string
  readonly check_network_name?: string
  readonly reports_per_minute?: number
}
