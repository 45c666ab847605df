import t from 'tap'
import { debSrcLines } from '../../scripts/setup/apt.mjs'

t.test("the distribution's own sources become deb-src lines, others are left alone", async (t) => {
  const list = `# comment
deb http://archive.example/ubuntu jammy main universe
deb [arch=amd64] https://packages.example/apt stable main
deb-src http://archive.example/ubuntu jammy main
`
  t.same(debSrcLines('sources.list', list), ['deb-src http://archive.example/ubuntu jammy main universe'])
  const stanzas = `Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: https://packages.example/node
Suites: nodistro
Components: main
`
  t.same(debSrcLines('debian.sources', stanzas), [
    'deb-src [signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian bookworm main',
    'deb-src [signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian bookworm-updates main',
  ])
})
