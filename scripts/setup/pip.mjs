import fs from 'node:fs'
import path from 'node:path'
import { SetupProblem } from './problem.mjs'
import { run, tail } from './run.mjs'

/**
 * Stands in for setuptools while pip downloads an sdist. Even for a mere download pip runs the sdist's own build code to
 * read its name and version, and first fetches what that needs. We know both: nothing is run, and it takes 0.6 s and
 * not 12.
 * @param {string} name
 * @param {string} version
 */
const standInBackend = (name, version) => `import os
def prepare_metadata_for_build_wheel(directory, config_settings=None):
    folder = '${name}-${version}.dist-info'
    os.makedirs(os.path.join(directory, folder))
    with open(os.path.join(directory, folder, 'METADATA'), 'w') as file:
        file.write('Metadata-Version: 2.1\\nName: ${name}\\nVersion: ${version}\\n')
    return folder
`

/**
 * Downloads an sdist, without running anything of it.
 * @param {{ name: string, version: string, folder: string }} request
 * @returns {Promise<string>} the archive, in `folder`
 */
export async function downloadSdist({ name, version, folder }) {
  const backend = path.join(folder, 'stand-in', 'setuptools')
  fs.mkdirSync(backend, { recursive: true })
  fs.writeFileSync(path.join(backend, '__init__.py'), '')
  fs.writeFileSync(path.join(backend, 'build_meta.py'), standInBackend(name, version))
  const args = ['--no-binary', ':all:', '--no-build-isolation']
  const env = { ...process.env, PYTHONPATH: path.dirname(backend), PYTHONDONTWRITEBYTECODE: '1' }
  return await pipDownload({ requirement: `${name}==${version}`, folder, ending: '.tar.gz', args, env })
}

/**
 * Downloads a wheel built for a given Python and platforms, whatever this machine's Python is.
 * @param {{ requirement: string, python: string, platforms: readonly string[], folder: string }} request
 * @returns {Promise<string>} the wheel, in `folder`
 */
export async function downloadWheel({ requirement, python, platforms, folder }) {
  const target = ['--implementation', 'cp', '--python-version', python]
  const args = [
    '--only-binary',
    ':all:',
    ...target,
    ...platforms.flatMap((platform) => ['--platform', platform]),
  ]
  const show = process.stdout.isTTY === true
  return await pipDownload({ requirement, folder, ending: '.whl', args, show })
}

/**
 * @param {object} job
 * @param {string} job.requirement
 * @param {string} job.folder
 * @param {string} job.ending of the file that is expected
 * @param {readonly string[]} job.args
 * @param {NodeJS.ProcessEnv} [job.env]
 * @param {boolean} [job.show] pip's progress bar, for large files
 */
async function pipDownload({ requirement, folder, ending, args, env, show = false }) {
  const always = ['--disable-pip-version-check', '--no-cache-dir', '--no-deps', ...(show ? [] : ['--quiet'])]
  const python = await findPython()
  const command = ['-m', 'pip', 'download', ...always, ...args, '-d', folder, requirement]
  const { code, output } = await run(python, command, { env, show })
  const name = fs.readdirSync(folder).find((entry) => entry.endsWith(ending))
  if (code !== 0 || !name) throw new Error(`pip download ${requirement}: ${tail(output, 2)}`)
  return path.join(folder, name)
}

/** @returns {Promise<string>} a Python that has pip */
async function findPython() {
  const names = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python']
  let found = ''
  for (const name of names) {
    const { code, missing } = await run(name, ['-m', 'pip', '--version'])
    if (code === 0) return name
    if (!missing) found ||= name
  }
  if (found)
    throw new SetupProblem(
      `${found} has no pip`,
      'Install it (Debian, Ubuntu: apt-get install python3-pip), then run it again.',
    )
  throw new SetupProblem(
    `${names[0]} was not found`,
    'Install Python 3 with pip (Debian, Ubuntu: apt-get install python3 python3-pip), or name it in the environment variable PYTHON.',
  )
}
