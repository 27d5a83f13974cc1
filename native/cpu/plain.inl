// The rearrangement of codes for any number of words and any rest of a group; included by each ISA's file inside its unnamed namespace.

// Rows first..count-1 into their places, word by word; of the last word only the counted bits.
void plain_planar(
    const uint64_t* codes, int32_t first, int32_t count, int32_t words, uint64_t counted, uint64_t* planar) {
  for (; first < count; first += kGroup) {
    uint64_t* group = planar + static_cast<int64_t>(first) * words;
    const int32_t filled = count - first < kGroup ? count - first : kGroup;
    for (int32_t word = 0; word < words; word++) {
      const uint64_t* source = codes + static_cast<int64_t>(first) * words + word;
      const uint64_t taken = word == words - 1 ? counted : ~uint64_t{0};
      for (int32_t i = 0; i < filled; i++) group[word * kGroup + i] = source[static_cast<int64_t>(i) * words] & taken;
      for (int32_t i = filled; i < kGroup; i++) group[word * kGroup + i] = 0;
    }
  }
}
