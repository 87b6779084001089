#!/usr/bin/env bash
# Runs a command with a Vulkan driver that draws with the processor (Mesa's lavapipe), so that WebGPU can be tried without a GPU:
#   scripts/with-software-vulkan.sh node dist/cli.js doctor
# For Debian 12, whose own Mesa is too old for WebGPU: fetches the packages of bookworm-backports into a folder and installs nothing.
set -euo pipefail
folder=${VULKAN_FOLDER:-${XDG_CACHE_HOME:-$HOME/.cache}/patchloom-vulkan}
root=$folder/root
if [ ! -f "$folder/driver.json" ]; then
  mkdir -p "$folder/lists/partial" "$folder/archives/partial" "$root"
  echo "deb http://deb.debian.org/debian bookworm-backports main
deb http://deb.debian.org/debian bookworm main" >"$folder/sources.list"
  apt=(apt-get -qq -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::State::lists="$folder/lists" -o Dir::Cache::archives="$folder/archives" -o APT::Sandbox::User=root)
  "${apt[@]}" update
  (cd "$folder/archives" && "${apt[@]}" download \
    {mesa-vulkan-drivers,libdrm2,libdrm-amdgpu1}/bookworm-backports libvulkan1 libllvm19 libxcb-keysyms1 \
    libwayland-client0 libx11-xcb1 libxcb-dri3-0 libxcb-present0 libxcb-randr0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxshmfence1)
  for package in "$folder"/archives/*.deb; do dpkg -x "$package" "$root"; done
  sed -E "s#\"library_path\": \"[^\"]*/?(libvulkan_lvp.so)\"#\"library_path\": \"$root/usr/lib/x86_64-linux-gnu/\1\"#" \
    "$root"/usr/share/vulkan/icd.d/lvp_icd*.json >"$folder/driver.json"
fi
export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export VK_DRIVER_FILES=$folder/driver.json VK_ICD_FILENAMES=$folder/driver.json
exec "$@"
