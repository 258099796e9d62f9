import type { FindingCode } from './self-test-findings.ts'

/** English words of the findings: what it means, and what to do where something is. Apart, so that no edge function carries them. */
export const findingsEn = {
  kv_global: ['The KV namespace is bound as the global easytier_kv'],
  kv_environment: [
    'The KV namespace is on context.env only, not a global; the code reads both, and the site works',
    'Nothing. Should the store ever be “unbound”, bind easytier_kv again in the console and redeploy',
  ],
  kv_unbound: [
    'No KV namespace is bound: nothing can be stored',
    'Bind a KV namespace to this project under the name easytier_kv in the EdgeOne console, then redeploy',
  ],
  kv_own_store: ['The server uses a store of its own'],
  kv_works: ['Writing, reading and deleting work'],
  kv_slow: [
    'Writing, reading and deleting work, but one operation took more than a second',
    'Run the test again later; if it stays so, check in the console that the KV region is that of your visitors',
  ],
  kv_fails: [
    'Writing is refused, what was written does not read back, or deleting has no effect',
    'Make sure that a KV namespace is bound and its quota is not used up; bind it again and redeploy',
  ],
  own_write_seen: ['A write is seen at once where it was made'],
  own_write_late: [
    'A write is not seen at once where it was made: throttles, edits and sign-ins may meet old data',
    'Do not run a site with several administrators here; use the Node server, and file an issue with this result',
  ],
  empty_value_kept: ['Empty values are kept'],
  empty_value_lost: ['Empty values are refused or lost; the code writes none', 'Nothing'],
  key_alphabet_kept: ['Keys of 512 characters work, and their case counts'],
  key_alphabet_refused: [
    'Long keys are refused, or their case does not count: reports would be lost',
    'This store cannot hold the site; use the Node server, and file an issue with this result',
  ],
  list_field_key: ['Entries of a list have the field key'],
  list_field_name: [
    'Entries of a list have the field name; the code reads both, and the site works',
    'Nothing',
  ],
  list_field_unknown: [
    'Entries of a list have neither key nor name: the lists of nodes would be empty',
    'File an issue with this result, and use the Node server until then',
  ],
  list_sorted: ['Lists come in the order of their keys'],
  list_unsorted: ['Lists come in no order; the code sorts them, and the site works', 'Nothing'],
  list_page_full: ['A page of a list has 256 keys'],
  list_page_small: [
    'A page of a list has fewer than 256 keys: large sites need more reads',
    'Watch the response time of the lists once there are many nodes',
  ],
  list_cursor_advances: ['The cursor advances; all 300 keys were listed'],
  list_cursor_stuck: [
    'The cursor does not advance: of each prefix only the first page can be listed, so that nodes and users beyond 256 do not show',
    'Stay below 250 nodes and users, or use the Node server; and file an issue with this result',
  ],
  list_incomplete: [
    'Not all of the keys just written were listed',
    'Run the test again in a minute; if it stays so, new nodes appear a little later in the lists',
  ],
  large_value_kept: ['A value of 1 MB is kept'],
  large_value_refused: [
    'A value of 1 MB is refused: with very many nodes the cached lists may not fit',
    'Before you reach 1,000 nodes, take a larger KV plan or the Node server',
  ],
  elsewhere_soon: ['A later visit saw the write soon'],
  elsewhere_late: [
    'A write takes tens of seconds to be seen elsewhere, as the platform documents',
    'Wait a minute after a change before you look at it from elsewhere',
  ],
  elsewhere_never: [
    'After 60 seconds the write is still not seen: disabling an account or ending a session takes effect very late',
    'Run the test again in a few minutes; if it stays so, check the state of KV in the console and open a ticket',
  ],
  wait_until_long: ['Work behind an answer goes on for 20 seconds at least'],
  wait_until_short: [
    'Work behind an answer is cut off soon: ticks driven by visits do not get done',
    'Set TICK_KEY and have an outside timer call /api/tick (see the guide to deploying)',
  ],
  wait_until_absent: [
    'The platform has no waitUntil: that work is done before the answer, for two seconds at most',
    'Set TICK_KEY and have an outside timer call /api/tick (see the guide to deploying)',
  ],
  own_host_works: ['The site can call its own /probe, and statuses come back as they are'],
  own_host_remote: ['The checker that EDGEONE_CHECK_API names answers'],
  own_host_in_process: ['The checker is part of this process'],
  own_host_redirected: [
    'The call to the checker is redirected, and the key does not travel along',
    'Set PUBLIC_ORIGIN (or EDGEONE_CHECK_API) to the final address, then redeploy',
  ],
  own_host_key: [
    'The checker does not take the key',
    'Make API_KEY and EDGEONE_CHECK_API_KEY the same on both sides, then redeploy',
  ],
  own_host_fails: [
    'The site cannot call its own /probe: nodes cannot be checked',
    'Run a checker elsewhere, put its address into EDGEONE_CHECK_API and redeploy; make sure, too, that PUBLIC_ORIGIN is right',
  ],
  own_host_remote_fails: [
    'The checker that EDGEONE_CHECK_API names does not answer: nodes cannot be checked',
    'Check the address in EDGEONE_CHECK_API, and that the service runs',
  ],
  node_version_known: ['The version of the Node functions will do'],
  node_version_old: [
    'The Node functions run on a version below 20',
    'Choose Node 20 or newer in edgeone.json and in the console',
  ],
  node_start_quick: ['The Node function answered in time'],
  node_start_slow: [
    'The Node function took more than 5 seconds (a cold start)',
    'Run the test again; if it is slow while warm, too, choose another region',
  ],
  node_tcp_out: ['The checker can open TCP connections to the outside'],
  node_tcp_blocked: [
    'The checker cannot open TCP connections to the outside: all nodes would show as offline',
    'Run a checker elsewhere, put its address into EDGEONE_CHECK_API and redeploy',
  ],
  node_udp_out: ['The checker can send and receive UDP'],
  node_udp_blocked: [
    'No answer comes back to the checker over UDP: udp:// addresses cannot be checked',
    'Give such nodes a tcp:// address besides, or run a checker where UDP is open and put it into EDGEONE_CHECK_API',
  ],
  node_dns_works: ['The checker can resolve names'],
  node_dns_fails: [
    'The checker cannot resolve names: nodes with a host name would show as offline',
    'Give nodes IP addresses, or run a checker elsewhere and put its address into EDGEONE_CHECK_API',
  ],
  node_region_known: ['Where the checker runs'],
  node_time_enough: ['A Node function may run for 12 seconds, which the slowest check needs'],
  node_time_short: [
    'A Node function is cut off within 12 seconds: checks of slow nodes fail',
    'Make sure that the edgeone.json of the repository is deployed (maxDuration is 60); if it stays so, run a checker elsewhere and put it into EDGEONE_CHECK_API',
  ],
  node_address_seen: ['Outbound address of the checker, as the site’s own edge sees it'],
  node_address_unseen: [
    'The checker cannot reach the address of the site, so its outbound address is not known; checks of nodes go on',
    'Make sure that PUBLIC_ORIGIN can be reached from outside; where nodes let checks in by their source, ask the platform for its outbound addresses',
  ],
  own_redirect_passed: ['A redirect on the own host is handed over as it is'],
  own_redirect_changed: [
    'The platform does not hand over a redirect as it is: calls to others may be led elsewhere',
    'Give EDGEONE_CHECK_API and every address of notifications as final addresses that do not redirect',
  ],
  client_ip_given: ['The platform tells the address of the client, and no forged header changes it'],
  client_ip_forged: [
    'A header can forge the address of the client: throttles can be evaded',
    'Node server: have TRUSTED_PROXIES name your own proxies alone, and have them overwrite X-Forwarded-For; EdgeOne: file an issue',
  ],
  client_ip_unknown: [
    'The platform does not tell the address of the client: all visitors share one throttle',
    'File an issue with this result; until then throttles are stricter than they should be',
  ],
  origin_matches: ['The address of the site is the one in use'],
  origin_differs: [
    'The address of the site is not the one in use: links in mails lead elsewhere',
    'Set PUBLIC_ORIGIN to the address in use, then redeploy',
  ],
  origin_unset: [
    'The site does not know its address: mails cannot hold links',
    'Set PUBLIC_ORIGIN and redeploy, or fill in the address of the site in the settings',
  ],
  password_quick: ['A password hash is within the limit'],
  password_slow: [
    'A password hash comes near the limit of 200 ms of CPU a request',
    'Set PASSWORD_HASH=pbkdf2, then redeploy',
  ],
  password_cut: [
    'The platform cut off the password hash: nobody can sign in or register',
    'Set PASSWORD_HASH=pbkdf2, then redeploy',
  ],
  pbkdf2_slow: [
    'A password hash comes near the limit of 200 ms of CPU a request, and PASSWORD_HASH=pbkdf2 is the cheapest already',
    'Run the test again in a quiet hour; if it stays so, take a larger plan or the Node server',
  ],
  pbkdf2_cut: [
    'The platform refused or cut off the hash of PASSWORD_HASH=pbkdf2: nobody can sign in or register',
    'Remove the variable PASSWORD_HASH and redeploy; if it still fails, use the Node server',
  ],
  loop_runs: ['A loop of 200,000 rounds runs to its end'],
  loop_cut: [
    'The platform cut off a loop of 200,000 rounds',
    'Make sure that PASSWORD_HASH=pbkdf2 is set (redeploy after a change), and file an issue with this result',
  ],
  api_needed_present: ['The interfaces that the site needs are there'],
  api_needed_absent: [
    'Interfaces that the site needs are missing',
    'File an issue with this result, and use the Node server until then',
  ],
  pbkdf2_works: ['PBKDF2 of crypto.subtle works'],
  pbkdf2_absent: [
    'PBKDF2 of crypto.subtle does not work',
    'Do not set PASSWORD_HASH=pbkdf2; if the row of the password hash fails, too, use the Node server',
  ],
  hmac_works: ['HMAC works, of an empty message too'],
  hmac_empty_refused: ['HMAC refuses an empty message; the code signs none', 'Nothing'],
  hmac_absent: [
    'HMAC of crypto.subtle does not work: sessions cannot be signed',
    'File an issue with this result, and use the Node server until then',
  ],
  streams_work: ['TransformStream works'],
  streams_absent: ['TransformStream does not work; the code reads and writes whole texts', 'Nothing'],
  api_others: ['Interfaces that the code does without, for information'],
  mail_sent: ['A test e-mail is on its way to you'],
  mail_unset: [
    'No mail is configured: addresses cannot be verified, passwords cannot be reset',
    'Fill in the API key of Resend and the sender in the settings',
  ],
  mail_refused: [
    'The e-mail did not go out',
    'Read the provider’s own words under “Mail” in the settings; check the API key and the domain of the sender',
  ],
  tick_fresh: ['A tick has run lately'],
  tick_old: [
    'No tick has run for more than 15 minutes',
    'Set TICK_KEY and have an outside timer call /api/tick every minute (see the guide to deploying)',
  ],
  tick_never: [
    'No tick has run yet',
    'Run the test again in a few minutes; if it stays so, set TICK_KEY and have an outside timer call /api/tick',
  ],
  backup_works: ['A backup can be exported'],
  backup_fails: [
    'A backup cannot be exported',
    'Look at the rows of the store first; then export one in the settings and file an issue with what it says',
  ],
  clock_right: ['The clocks of the server and of this device agree'],
  clock_off: [
    'The clocks of the server and of this device are more than 5 seconds apart',
    'Set the clock of this device and run the test again; codes of the second factor need the right time',
  ],
  clock_wrong: [
    'The clocks of the server and of this device are more than a minute apart: signing in and second factors may fail',
    'Set the clocks of this device and of the server (NTP)',
  ],
  body_taken: ['A body of 0.9 MB arrives'],
  body_refused: [
    'A body of 0.9 MB is refused: a large backup cannot be imported at once',
    'Import a backup a few lines at a time; Node server: raise the limit of bodies in your proxy',
  ],
  header_taken: ['A header of 4 KB arrives'],
  header_refused: [
    'A header of 4 KB is refused',
    'Usually nothing; Node server: raise the limit of headers in your proxy',
  ],
  https_strict: ['HTTPS is used, with HSTS'],
  https_only: [
    'HTTPS is used, but the header of HSTS is missing',
    'Make sure that the edgeone.json of the repository is deployed and no rule takes Strict-Transport-Security away',
  ],
  https_missing: [
    'HTTPS is not used: passwords travel in the clear',
    'Get a certificate for the site and open it by https://; of no matter for a trial on this machine alone',
  ],
  not_found_page: ['A page that does not exist gets the 404 page'],
  not_found_wrong: [
    'A page that does not exist gets no 404',
    'Make sure that outputDirectory is ./public and the console has no fallback for single-page applications',
  ],
  feed_redirected: ['/feed.xml leads to the feed'],
  feed_missing: [
    '/feed.xml does not lead to /api/feed.xml',
    'Make sure that the edgeone.json of the repository is deployed; readers may use /api/feed.xml directly',
  ],
  no_store_honoured: ['The CDN keeps no answer that says no-store'],
  no_store_ignored: [
    'The CDN keeps answers that say no-store: one person’s data may be given to another',
    'Switch caching off for /api/*, /peer and /node/* in the console, then purge the cache',
  ],
  step_failed: [
    'A step got no answer; the other rows hold',
    'Run the test again; if it stays so, look at the function’s log in the console and file an issue',
  ],
} as const satisfies Record<FindingCode, readonly [meaning: string, cure?: string]>
