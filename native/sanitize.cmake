# What EMOVOX_SANITIZE asks for, for all that is compiled from here on, third-party sources too. The first fault ends the
# program. -O1 is fast enough to run and to compile; line tables are all that reports need.
if(MSVC)
  message(FATAL_ERROR "EMOVOX_SANITIZE needs GCC or Clang")
endif()
set(SANITIZE_FLAGS -O1 -g1 -fno-omit-frame-pointer -fno-sanitize-recover=all)
if(EMOVOX_SANITIZE STREQUAL "address")
  # A float beyond the whole numbers that it is turned into is undefined too, but not in the set.
  list(APPEND SANITIZE_FLAGS -fsanitize=address,undefined -fsanitize=float-cast-overflow)
  # What the standard library can check by itself: indices, iterators, empty optionals.
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
elseif(EMOVOX_SANITIZE STREQUAL "thread")
  list(APPEND SANITIZE_FLAGS -fsanitize=thread)
else()
  message(FATAL_ERROR "EMOVOX_SANITIZE: expected address or thread, found ${EMOVOX_SANITIZE}")
endif()
add_compile_options(${SANITIZE_FLAGS})
add_link_options(${SANITIZE_FLAGS})
