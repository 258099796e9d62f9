declare module '*?zh-TW' {
  export const messages: Readonly<Record<string, string>>
}
