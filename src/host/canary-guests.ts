import type { Arch } from '../model/suite.ts';

/**
 * The canary: the smallest guest that shows that an accelerator runs machine code at a machine's speed. It goes from the first
 * instruction to a paged 64-bit mode, writes a mark at each step, computes 25 million turns of `x = x * a + 1` (the multiplier is
 * Knuth's MMIX one), writes the sum through one mapping and reads it back through another. The loop is the point: there are KVMs that
 * interpret a 64-bit guest at a million instructions a second (measured: a virtual machine whose own KVM has no hardware behind it),
 * so that ten instructions pass and a kernel takes hours. A real KVM needs 40 ms for it, QEMU's translator 60.
 */
export interface CanaryGuest {
  /** The file that QEMU loads, as `option` says. */
  readonly image: Uint8Array;
  readonly machine: string;
  readonly memoryMiB: number;
  readonly option: '-bios' | '-kernel';
  /** QEMU's devices for the marks (the character device `marks`) and for the end. */
  readonly devices: readonly string[];
  /** What a guest that ran whole leaves: its marks, and QEMU's exit code. */
  readonly marks: string;
  /** How the marks begin once paged 64-bit mode is reached. */
  readonly pagedMarks: string;
  readonly exitCode: number;
}

// offset, bytes | instruction ; meaning. Written for GNU as (Intel syntax); the last 512 bytes of a 64 KiB BIOS image.
const X86_64 = `
000 fa                   | cli                                   ; real mode, at F000:FE00
001 fc                   | cld
002 b052                 | mov al, 'R'                           ; mark: the first instructions ran
004 e6e9                 | out 0xe9, al
006 2e660f011628ff       | data32 lgdt cs:[GDTR]
00d 0f20c0               | mov eax, cr0
010 0c01                 | or al, 1                              ; CR0.PE
012 0f22c0               | mov cr0, eax
015 66ea1dfe0f000800     | ljmpd 0x08, protected
01d b810000000           | protected: mov eax, 0x10              ; protected mode: flat data segments
022 8ed8                 | mov ds, eax
024 8ec0                 | mov es, eax
026 8ed0                 | mov ss, eax
028 bc00700000           | mov esp, 0x7000
02d b050                 | mov al, 'P'                           ; mark: protected mode
02f e6e9                 | out 0xe9, al
031 31c0                 | xor eax, eax
033 bf00100000           | mov edi, 0x1000                       ; page tables in RAM at 0x1000, 0x2000, 0x3000
038 b9000c0000           | mov ecx, 0xc00
03d f3ab                 | rep stosd
03f c7050010000003200000 | mov dword [0x1000], 0x2003            ; PML4[0]: virtual 0
049 c7050018000003200000 | mov dword [0x1800], 0x2003            ; PML4[256]: virtual 0xffff800000000000, the same tables
053 c7050020000003300000 | mov dword [0x2000], 0x3003            ; PDPT[0]
05d c7050030000083000000 | mov dword [0x3000], 0x83              ; PD[0]: the first 2 MiB, as one page
067 c7050830000083000000 | mov dword [0x3008], 0x83              ; PD[1]: the next 2 MiB are the same memory again
071 0f20e0               | mov eax, cr4
074 0c20                 | or al, 0x20                           ; CR4.PAE
076 0f22e0               | mov cr4, eax
079 b800100000           | mov eax, 0x1000
07e 0f22d8               | mov cr3, eax
081 b9800000c0           | mov ecx, 0xc0000080                   ; EFER
086 0f32                 | rdmsr
088 80cc01               | or ah, 1                              ; EFER.LME
08b 0f30                 | wrmsr
08d 0f20c0               | mov eax, cr0
090 0d00000080           | or eax, 0x80000000                    ; CR0.PG
095 0f22c0               | mov cr0, eax
098 ea9ffe0f001800       | ljmp 0x18, long
09f b04c                 | long: mov al, 'L'                     ; mark: long mode, with paging
0a1 e6e9                 | out 0xe9, al
0a3 bc00700000           | mov esp, 0x7000
0a8 48ba2d7f954c2df45158 | movabs rdx, 6364136223846793005       ; x = x * a + 1, 25 million times, in 64 bits
0b2 b940787d01           | mov ecx, 25000000
0b7 31c0                 | xor eax, eax
0b9 480fafc2             | loop: imul rax, rdx
0bd 48ffc0               | inc rax
0c0 ffc9                 | dec ecx
0c2 75f5                 | jnz loop
0c4 48bb008020000080ffff | movabs rbx, 0xffff800000208000        ; written through the far mapping,
0ce 488903               | mov [rbx], rax
0d1 488b042500800000     | mov rax, [0x8000]                     ; read back through the near one
0d9 48c1e839             | shr rax, 57                           ; its upper seven bits: 69
0dd 0f011c252eff0f00     | lidt [IDTR]
0e5 0f0b                 | ud2                                   ; an exception, whose handler goes on behind it
0e7 e6f4                 | out 0xf4, al                          ; isa-debug-exit: QEMU ends with 2 x 42 + 1
0e9 f4                   | halt: hlt
0ea ebfd                 | jmp halt
0ec 83f06f               | handler: xor eax, 0x6f                ; 69 ^ 0x6f = 42
0ef 4883042402           | add qword [rsp], 2                    ; past the ud2
0f4 48cf                 | iretq
0f8 0000000000000000     | .quad 0                               ; GDT: null
100 ffff0000009bcf00     | .quad 0x00cf9b000000ffff              ; 0x08: code, 32 bits
108 ffff00000093cf00     | .quad 0x00cf93000000ffff              ; 0x10: data
110 ffff0000009baf00     | .quad 0x00af9b000000ffff              ; 0x18: code, 64 bits
118 ecfe                 | .word handler                         ; IDT entry 6, invalid opcode: interrupt gate to the handler
11a 1800                 | .word 0x18
11c 008e                 | .word 0x8e00
11e 0f00                 | .word 0x000f
120 0000000000000000     | .quad 0
128 1f00                 | .word 0x1f                            ; GDTR: limit, base
12a f8fe0f00             | .long GDT
12e 6f00                 | .word 0x6f                            ; IDTR: limit, base (only entry 6 is ever used)
130 b8fe0f0000000000     | .quad IDT entry 6 - 0x60
1f0 ea                   | .byte 0xea                            ; the reset vector: jmp F000:FE00
1f1 00fe                 | .word 0xfe00
1f3 00f0                 | .word 0xf000
`;

// The same for a flat arm64 kernel image; position independent; starts at EL1 with the MMU off. Tried under TCG; no arm64 KVM was at hand.
const AARCH64 = `
000 0020a1d2             | movz x0, #0x0900, lsl #16             ; the serial port (PL011 of the machine virt)
004 410a8052             | mov w1, #'R'                          ; mark: the first instructions ran
008 01000039             | strb w1, [x0]
00c 0204a8d2             | movz x2, #0x4020, lsl #16             ; the page table, 2 MiB into RAM: 512 empty entries of 1 GiB each
010 e30302aa             | mov x3, x2
014 044080d2             | mov x4, #512
018 7f8400f8             | clear: str xzr, [x3], #8
01c 840400f1             | subs x4, x4, #1
020 c1ffff54             | b.ne clear
024 258080d2             | mov x5, #0x401                        ; entry 0: devices, never executed
028 050ce0f2             | movk x5, #0x60, lsl #48
02c 450000f9             | str x5, [x2]
030 0600a8d2             | movz x6, #0x4000, lsl #16             ; entry 1: RAM, cacheable
034 a6e080f2             | movk x6, #0x705
038 460400f9             | str x6, [x2, #8]
03c 460800f9             | str x6, [x2, #16]                     ; entry 2: the same RAM again
040 07e09fd2             | mov x7, #0xff00                       ; attribute 0 device, attribute 1 write-back
044 07a218d5             | msr mair_el1, x7
048 270384d2             | mov x7, #0x2019                       ; 39 bits of address, 4 KiB granule, TTBR0 only
04c 0710a0f2             | movk x7, #0x80, lsl #16
050 472018d5             | msr tcr_el1, x7
054 022018d5             | msr ttbr0_el1, x2
058 9f3f03d5             | dsb sy
05c 1f8708d5             | tlbi vmalle1
060 9f3f03d5             | dsb sy
064 df3f03d5             | isb
068 071038d5             | mrs x7, sctlr_el1
06c a80082d2             | mov x8, #0x1005                       ; MMU, data cache, instruction cache
070 e70008aa             | orr x7, x7, x8
074 071018d5             | msr sctlr_el1, x7
078 df3f03d5             | isb
07c 010a8052             | mov w1, #'P'                          ; mark: paging
080 01000039             | strb w1, [x0]
084 68020058             | ldr x8, 0xd0                          ; x = x * a + 1, 25 million times, in 64 bits
088 8a020018             | ldr w10, 0xd8
08c 090080d2             | mov x9, #0
090 297d089b             | loop: mul x9, x9, x8
094 29050091             | add x9, x9, #1
098 4a050071             | subs w10, w10, #1
09c a1ffff54             | b.ne loop
0a0 0b04b0d2             | movz x11, #0x8020, lsl #16            ; written through the far mapping,
0a4 690108f9             | str x9, [x11, #0x1000]
0a8 490048f9             | ldr x9, [x2, #0x1000]                 ; read back through the near one
0ac 29fd79d3             | lsr x9, x9, #57                       ; its upper seven bits: 69
0b0 ea0d8052             | mov w10, #0x6f
0b4 29010a4a             | eor w9, w9, w10                       ; 69 ^ 0x6f = 42, written as '*'
0b8 09000039             | strb w9, [x0]
0bc 0080b0d2             | movz x0, #0x8400, lsl #16             ; PSCI SYSTEM_OFF: QEMU ends with 0
0c0 00200091             | add x0, x0, #8
0c4 020000d4             | hvc #0
0c8 7f2003d5             | halt: wfi
0cc ffffff17             | b halt
0d0 2d7f954c2df45158     | .quad 6364136223846793005
0d8 40787d0100000000     | .quad 25000000
`;

/** Turns a listing into its bytes; the gaps are zero. Throws where an offset is not behind the line before it: a typing mistake of ours. */
function assemble(listing: string, size: number): Uint8Array {
  const image = new Uint8Array(size);
  let end = 0;
  for (const line of listing.trim().split('\n')) {
    const [offset = '', hex = ''] = line.split(/\s+/, 2);
    const at = Number.parseInt(offset, 16);
    if (!(at >= end)) throw new RangeError(`offset ${offset} overlaps the line before it`);
    const bytes = Buffer.from(hex, 'hex');
    image.set(bytes, at);
    end = at + bytes.length;
  }
  return image;
}

/** A BIOS image: the listing at the very end of 64 KiB, because an x86 processor starts 16 bytes below 4 GiB. */
function biosImage(listing: string): Uint8Array {
  const image = new Uint8Array(64 << 10);
  image.set(assemble(listing, 0x200), image.length - 0x200);
  return image;
}

/** The canary of an architecture. The exit code of isa-debug-exit is twice the byte written plus one. */
export function canaryGuest(arch: Arch): CanaryGuest {
  if (arch === 'aarch64') {
    const devices = ['-serial', 'chardev:marks'];
    const image = assemble(AARCH64, 0xe0);
    return { image, machine: 'virt', memoryMiB: 64, option: '-kernel', devices, marks: 'RP*', pagedMarks: 'RP', exitCode: 0 };
  }
  const devices = ['-device', 'isa-debugcon,iobase=0xe9,chardev=marks', '-device', 'isa-debug-exit,iobase=0xf4,iosize=4'];
  return {
    image: biosImage(X86_64),
    machine: 'pc',
    memoryMiB: 16,
    option: '-bios',
    devices,
    marks: 'RPL',
    pagedMarks: 'RPL',
    exitCode: 85,
  };
}
