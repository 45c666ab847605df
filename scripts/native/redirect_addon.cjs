// Loaded into Node before all else (--require): wherever a program, its threads or its children load the addon, they get
// the one that EMOVOX_REDIRECT_ADDON names. For tests of an addon that was built in another way.
const path = require('node:path')

const { dlopen } = process
const place = process.env.EMOVOX_REDIRECT_ADDON

process.dlopen = (module, file, ...rest) =>
  dlopen.call(process, module, place && path.basename(file) === 'emovox.node' ? place : file, ...rest)
