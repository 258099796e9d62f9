/** Answers `/api/*`. */
export async function handle(context: EdgeContext): Promise<Response> {
  const path = new URL(context.request.url).pathname
  return new Response(JSON.stringify({ error: `接口不存在: ${path}`, code: 'not_found' }), {
    status: 404,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })
}
