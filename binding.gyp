# The same addon by node-gyp, for machines without CMake. What is compiled stands in native-sources.json.
{
  'variables': {
    'our_warnings': ['-Wall', '-Wextra'],
    # a * b + c is rounded twice, whether or not the machine could do both at once: results are the same on all.
    'our_flags': ['<!@(node -p "require(\'./native-sources.json\').flags.join(\' \')")'],
    'kernel_sources': ['<!@(node -p "require(\'./native-sources.json\').simd.kernels.join(\' \')")'],
    'kernel_flags': ['<!@(node -p "require(\'./native-sources.json\').simd.flags.join(\' \')")'],
    # As system headers, which are not warned about.
    'third_party_headers': ['<!@(node -p "require(\'./native-sources.json\').thirdParty.includes.map((path) => \'-isystem <(module_root_dir)/\' + path).join(\' \')")'],
  },
  # The kernels, once per instruction set. Elsewhere than on x64, and with MSVC, the baseline is all there is.
  'conditions': [
    ['target_arch=="x64" and OS!="win"', {
      'targets': [
        {
          'target_name': 'emovox_kernels_avx2',
          'type': 'static_library',
          'sources': ['<@(kernel_sources)'],
          'defines': ['EMOVOX_ISA_NAME=avx2', 'EMOVOX_LANES=<!(node -p "require(\'./native-sources.json\').simd.isas.avx2.lanes")'],
          'cflags': ['<@(our_warnings)', '<@(kernel_flags)', '<!@(node -p "require(\'./native-sources.json\').simd.isas.avx2.flags.join(\' \')")'],
          'xcode_settings': { 'OTHER_CFLAGS': ['<@(our_warnings)', '<@(kernel_flags)', '<!@(node -p "require(\'./native-sources.json\').simd.isas.avx2.flags.join(\' \')")'] },
        },
        {
          'target_name': 'emovox_kernels_avx512',
          'type': 'static_library',
          'sources': ['<@(kernel_sources)'],
          'defines': ['EMOVOX_ISA_NAME=avx512', 'EMOVOX_LANES=<!(node -p "require(\'./native-sources.json\').simd.isas.avx512.lanes")'],
          'cflags': ['<@(our_warnings)', '<@(kernel_flags)', '<!@(node -p "require(\'./native-sources.json\').simd.isas.avx512.flags.join(\' \')")'],
          'xcode_settings': { 'OTHER_CFLAGS': ['<@(our_warnings)', '<@(kernel_flags)', '<!@(node -p "require(\'./native-sources.json\').simd.isas.avx512.flags.join(\' \')")'] },
        },
      ],
    }],
  ],
  'target_defaults': {
    'default_configuration': 'Release',
    'include_dirs': ['<!@(node -p "require(\'./native-sources.json\').includes.join(\' \')")'],
    'defines': ['NDEBUG', '<!@(node -p "require(\'./native-sources.json\').defines.join(\' \')")'],
    'cflags': ['-O3', '-fvisibility=hidden', '<@(our_flags)', '<@(third_party_headers)'],
    'cflags!': ['-fno-exceptions'],
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
    'cflags_cc': ['-std=c++17', '-fvisibility-inlines-hidden'],
    'xcode_settings': {
      'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
      'GCC_ENABLE_CPP_RTTI': 'YES',
      'CLANG_CXX_LIBRARY': 'libc++',
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'GCC_OPTIMIZATION_LEVEL': '3',
      'MACOSX_DEPLOYMENT_TARGET': '10.15',
      'OTHER_CFLAGS': ['<@(our_flags)', '<@(third_party_headers)'],
    },
    'conditions': [
      ['OS=="win"', {
        'include_dirs': ['<!@(node -p "require(\'./native-sources.json\').thirdParty.includes.join(\' \')")'],
        'msvs_settings': { 'VCCLCompilerTool': { 'ExceptionHandling': 1, 'AdditionalOptions': ['/std:c++17'] } },
      }],
    ],
  },
  'targets': [
    {
      'target_name': 'emovox_third_party',
      'type': 'static_library',
      'sources': ['<!@(node -p "require(\'./native-sources.json\').thirdParty.sources.join(\' \')")'],
      'defines': ['<!@(node -p "require(\'./native-sources.json\').thirdParty.defines.map((define) => JSON.stringify(define)).join(\' \')")'],
      'cflags': ['-w'],
      'xcode_settings': { 'OTHER_CFLAGS': ['-w'] },
      'msvs_settings': { 'VCCLCompilerTool': { 'WarningLevel': 0 } },
    },
    {
      'target_name': 'emovox_kernels_baseline',
      'type': 'static_library',
      'sources': ['<@(kernel_sources)'],
      'defines': ['EMOVOX_ISA_NAME=baseline', 'EMOVOX_LANES=<!(node -p "require(\'./native-sources.json\').simd.isas.baseline.lanes")'],
      'cflags': ['<@(our_warnings)', '<@(kernel_flags)'],
      'xcode_settings': { 'OTHER_CFLAGS': ['<@(our_warnings)', '<@(kernel_flags)'] },
    },
    {
      # A damaged file makes miniaudio's whole numbers overflow, which is undefined unless they are told to wrap around.
      'target_name': 'emovox_decoders',
      'type': 'static_library',
      'sources': ['<!@(node -p "require(\'./native-sources.json\').decoders.sources.join(\' \')")'],
      'cflags': ['<@(our_warnings)', '<!@(node -p "require(\'./native-sources.json\').decoders.flags.join(\' \')")'],
      'xcode_settings': { 'OTHER_CFLAGS': ['<@(our_warnings)', '<!@(node -p "require(\'./native-sources.json\').decoders.flags.join(\' \')")'] },
    },
    {
      'target_name': 'emovox_core',
      'type': 'static_library',
      'dependencies': ['emovox_third_party', 'emovox_decoders', 'emovox_kernels_baseline'],
      'conditions': [
        ['target_arch=="x64" and OS!="win"', {
          'dependencies': ['emovox_kernels_avx2', 'emovox_kernels_avx512'],
          'defines': ['EMOVOX_X64_ISAS'],
        }],
      ],
      'sources': ['<!@(node -p "require(\'./native-sources.json\').core.join(\' \')")'],
      'cflags': ['<@(our_warnings)'],
      'xcode_settings': { 'OTHER_CFLAGS': ['<@(our_warnings)'] },
    },
    {
      'target_name': 'emovox',
      'dependencies': ['emovox_core', 'emovox_third_party'],
      'sources': ['<!@(node -p "require(\'./native-sources.json\').addon.sources.join(\' \')")'],
      'include_dirs': ['<!(node -p "require(\'node-addon-api\').include_dir")'],
      'defines': ['<!@(node -p "require(\'./native-sources.json\').addon.defines.join(\' \')")'],
      'cflags': ['<@(our_warnings)'],
      'xcode_settings': { 'OTHER_CFLAGS': ['<@(our_warnings)'] },
      'conditions': [['OS=="linux"', { 'ldflags': ['-Wl,--exclude-libs,ALL'] }]],
    },
  ],
}
